import { mainPath } from "./main_path.mjs";
import { webkit } from "./webkit.mjs";

mainPath("WebKitGTK", () => webkit(process.env.WEBKIT_DRIVER || "/usr/bin/WebKitWebDriver"));
