//! The public TypeScript declarations of the engine, held against a committed copy.

use std::{fs, path::PathBuf};

use crate::{
    failure::{Failure, Result},
    node,
    place::{self, write},
    process::{command, run},
    toolchain::Toolchain,
    wasm::{self, Profile},
};

/// Builds the engine and looks at its declarations.
pub(crate) fn build_and(then: fn() -> Result) -> Result {
    node::packages()?;
    wasm::build(&Toolchain::get()?, Profile::Dev)?;
    then()
}

/// What was agreed upon.
fn golden() -> PathBuf {
    place::root().join("js/types/core.d.ts")
}

/// Fails when the generated declarations are not the golden ones.
pub(crate) fn check() -> Result {
    let golden = golden();
    let expected = fs::read_to_string(&golden)
        .map_err(|_| "there is no js/types/core.d.ts yet; run: cargo xtask types --bless")?;
    let actual = generated()?;
    if expected == actual {
        return Ok(());
    }
    let shown = place::target().join("core.d.ts");
    write(&shown, actual.as_bytes())?;
    let _ = run(command("git")
        .args(["--no-pager", "diff", "--no-index", "--"])
        .arg(&golden)
        .arg(&shown));
    Err("the TypeScript declarations of the engine changed; if that is intended, run: cargo xtask types --bless".into())
}

/// Makes the generated declarations the golden ones.
pub(crate) fn bless() -> Result {
    write(&golden(), generated()?.as_bytes())
}

fn generated() -> Result<String> {
    let file = wasm::core().join(format!("{}.d.ts", wasm::NAME));
    fs::read_to_string(&file)
        .map(|text| public_part(&text))
        .map_err(Failure::at(&file))
}

/// Drops the members of `InitOutput`: raw wasm exports, bindgen's own affair and different in every build.
fn public_part(declarations: &str) -> String {
    let mut kept = String::with_capacity(declarations.len());
    let mut inside = false;
    for line in declarations.replace("\r\n", "\n").lines() {
        if inside && line.starts_with('}') {
            inside = false;
        }
        if !inside || line.contains("readonly memory:") {
            kept.push_str(line);
            kept.push('\n');
        }
        if line.starts_with("export interface InitOutput {") {
            inside = true;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::public_part;

    #[test]
    fn raw_exports_would_change_the_golden_file_with_every_build() {
        let generated = "export class A {\n    free(): void;\n}\n\nexport interface InitOutput {\n    readonly memory: WebAssembly.Memory;\n    readonly closure_77: () => void;\n}\n\nexport function f(): void;\n";
        let expected = "export class A {\n    free(): void;\n}\n\nexport interface InitOutput {\n    readonly memory: WebAssembly.Memory;\n}\n\nexport function f(): void;\n";
        assert_eq!(public_part(generated), expected);
    }
}
