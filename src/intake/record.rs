//! Records of JSON: which format reads them.

use super::open_file::OpenFile;
use crate::{
    archive::Archive,
    diagnostics::{Code, Place},
    formats::{self, Context, Format, JsonRecord},
    json::Kind,
    source::Record,
};

impl OpenFile {
    pub(super) fn take_record(&mut self, archive: &mut Archive, record: &Record<'_>) {
        if !self.faulty.is_empty() {
            self.faulty.remove(&record.index);
        }
        let place = Place {
            record: Some(record.index),
            offset: Some(record.offset),
            line: None,
        };
        // Data Cloud answers with rows as arrays in `data`; anywhere else an array is no record.
        if record.raw.kind() == Kind::Array && record.container == "data" {
            if let Some(name) = self
                .read_as
                .named()
                .filter(|name| !name.starts_with("data-cloud"))
            {
                self.faulty.insert(record.index);
                return self.tell_unfit(
                    archive,
                    place,
                    name,
                    "is a row as an array, as Data Cloud answers",
                );
            }
            if !self.held.push(record.raw, place) {
                self.faulty.insert(record.index);
            }
            return;
        }
        let json = JsonRecord {
            container: record.container,
            fields: record.fields,
        };
        let known = match self.read_as.named() {
            Some(name) => match formats::named(name, &json) {
                Ok(format) => Some(format),
                Err(lack) => {
                    self.unrecognised += 1;
                    return self.tell_unfit(archive, place, name, &lack);
                }
            },
            None => self
                .format
                .filter(|format| format.fits_again(&json, &mut self.scratches)),
        };
        let is_known = |format: &&'static (dyn Format + Sync)| {
            self.format.is_some_and(|last| last.name() == format.name())
        };
        if let Some(format) = known.filter(is_known) {
            self.format = Some(format);
            return self.read_record(archive, format, &json, place, record);
        }
        let Some(format) = known.or_else(|| formats::recognise(&json)) else {
            self.unrecognised += 1;
            if self.unrecognised == 1 {
                archive.diagnose(
                    self.source,
                    Code::Unrecognised,
                    place,
                    Some(record.container).filter(|container| !container.is_empty()),
                    "a record of no known kind; it and others like it are left out",
                );
            }
            return;
        };
        let source = archive.source_mut(self.source);
        if source.format.is_empty() {
            format.name().clone_into(&mut source.format);
            source.evidence = match self.read_as.named() {
                Some(name) if !format.fits(&json) => format!("declared: {name}"),
                _ => format.evidence(&json),
            };
            source.api_version = formats::api_version(&json);
            source.is_off_platform = json.fields.get("entry_payload").is_some();
        }
        source.responses_are_conversations |= format.responses_are_conversations();
        self.tell_count(archive);
        self.format = Some(format);
        self.read_record(archive, format, &json, place, record);
    }

    fn read_record(
        &mut self,
        archive: &mut Archive,
        format: &'static (dyn Format + Sync),
        json: &JsonRecord<'_>,
        place: Place,
        record: &Record<'_>,
    ) {
        self.counted += u64::from(format.responses_are_conversations());
        let mut context = Context {
            archive,
            scratches: &mut self.scratches,
            source: self.source,
            place,
            // Lines and elements without an answer around them are one lot.
            response: if record.container.is_empty() {
                0
            } else {
                record.response as u32 + 1
            },
        };
        format.read(json, &mut context);
    }
}
