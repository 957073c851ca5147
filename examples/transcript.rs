//! Prints files as one ordered transcript: `cargo run --example transcript -- FILE… [--redact]`.

use std::{
    cell::RefCell,
    env,
    error::Error,
    fs::File,
    io::{self, Read, Write},
};

use sealed_transcript::{
    archive::Archive,
    export::{ExportFormat, ExportOptions, Exporter, InspectReport, Lens},
    intake::Intake,
    limits::Limits,
    model::time::Zone,
    redact::{Engine, Policy},
    timeline::Timeline,
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut archive = Archive::default();
    let mut redact = false;
    let mut format = ExportFormat::Text;
    for name in env::args().skip(1) {
        match name.as_str() {
            "--redact" => redact = true,
            "--jsonl" => format = ExportFormat::Jsonl,
            _ => read(&mut archive, &name)?,
        }
    }
    let timeline = Timeline::build(&archive);
    let engine = match Policy::named("standard") {
        Some(policy) if redact => Some(RefCell::new(Engine::new(&policy)?)),
        _ => None,
    };
    let lens = engine.as_ref().map_or(Lens::Original, Lens::Redacted);
    let options = ExportOptions {
        format,
        ..ExportOptions::default()
    };
    let mut exporter = Exporter::new(options, Zone::utc());
    while let Some(chunk) = exporter.next(&archive, &timeline, lens) {
        io::stdout().write_all(&chunk)?;
    }
    let report = InspectReport::new(&archive, &timeline, lens);
    eprintln!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
}

/// Feeds a file in chunks; a file is never held whole.
fn read(archive: &mut Archive, name: &str) -> Result<(), Box<dyn Error>> {
    let mut file = File::open(name)?;
    let mut intake = Intake::new(archive, name, Limits::default());
    let mut chunk = vec![0; 1 << 20];
    loop {
        let length = file.read(&mut chunk)?;
        if length == 0 {
            break;
        }
        intake.feed(archive, &chunk[..length]);
    }
    intake.finish(archive);
    Ok(())
}
