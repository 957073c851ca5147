//! Tables: the header settles what the rows are.

use super::open_file::OpenFile;
use crate::{
    archive::Archive,
    diagnostics::{Code, Place},
    formats::{Context, Header},
    source::Row,
};

impl OpenFile {
    pub(super) fn take_header(&mut self, archive: &mut Archive, cells: &[String]) {
        let first = Place {
            record: None,
            offset: Some(0),
            line: Some(1),
        };
        let meant = self.read_as.named();
        if let Some(name) =
            meant.filter(|name| !matches!(*name, "csv" | "data-cloud" | "transcript-csv"))
        {
            return self.tell_unfit(archive, first, name, "is a row of a table");
        }
        if cells.len() == 1 && self.read_as.separator().is_some() {
            self.unfit += 1;
            return archive.diagnose(
                self.source,
                Code::UnfitOverride,
                first,
                None,
                "the declared delimiter does not stand in the first row: the table has one column",
            );
        }
        let header = Header::of_format(cells.iter().map(String::as_str), meant);
        if let Some(name) = meant.filter(|_| header.object.is_none()) {
            self.tell_unfit(
                archive,
                first,
                name,
                "is a header of which no column is told by it",
            );
        }
        self.object = header.object;
        let source = archive.source_mut(self.source);
        if header.object.is_some() {
            header.format.clone_into(&mut source.format);
            source.evidence.clone_from(&header.evidence);
            source.is_off_platform = cells.iter().any(|cell| cell == "entry_payload");
        }
        if let Some(object) = header.object
            && !header.missing.is_empty()
        {
            let missing = header.missing.join(", ");
            let what = if object == "ConversationEntry" {
                "the entries are shown, but cannot be placed for certain"
            } else {
                "its rows cannot be used"
            };
            archive.diagnose(
                self.source,
                Code::MissingColumn,
                Place {
                    record: None,
                    offset: Some(0),
                    line: Some(1),
                },
                Some(header.missing[0]),
                format!("a table of {object} without column {missing}: {what}; export it again with this column"),
            );
        }
        self.header = Some(header);
    }

    pub(super) fn take_row(&mut self, archive: &mut Archive, row: &Row<'_>) {
        if !self.faulty.is_empty() {
            self.faulty.remove(&row.index);
        }
        let Some(header) = &self.header else { return };
        let place = Place {
            record: Some(row.index),
            offset: Some(row.offset),
            line: Some(row.line),
        };
        let Some(object) = self.object.or_else(|| header.object_of(row)) else {
            self.unrecognised += 1;
            return;
        };
        if self.object.is_none() {
            self.object = Some(object);
            let source = archive.source_mut(self.source);
            "csv".clone_into(&mut source.format);
            source.evidence = format!("a table whose first Id has the key prefix of {object}");
        }
        let mut context = Context {
            archive,
            scratches: &mut self.scratches,
            source: self.source,
            place,
            response: 0,
        };
        if object != "ConversationEntry" && !header.missing.is_empty() {
            context.count(object);
            return;
        }
        self.counted += u64::from(header.reads_entries());
        header.read(row, object, &mut self.row, &mut context);
    }
}
