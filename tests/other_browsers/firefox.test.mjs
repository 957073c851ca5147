import { firefox } from "./firefox.mjs";
import { mainPath } from "./main_path.mjs";

mainPath("Firefox", () => firefox(process.env.FIREFOX || "/usr/bin/firefox-esr"));
