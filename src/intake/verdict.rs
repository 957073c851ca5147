//! What a file was, once all of it was seen.

use super::open_file::OpenFile;
use crate::{
    archive::{Answer, Archive},
    diagnostics::{Code, Place},
    formats,
    source::{Container, Summary},
};

impl OpenFile {
    /// Says what the file was, once all of it was seen.
    pub(super) fn settle(&self, archive: &mut Archive, summary: &Summary) {
        let source = archive.source_mut(self.source);
        source.bytes = summary.bytes;
        source.hash = summary.hash;
        source.filtered += summary.pings;
        let holds_entries = source.records.contains_key("ConversationEntry")
            || self.object == Some("ConversationEntry")
            || self.fault_in_entries;
        if holds_entries {
            // Among entries, what is nothing known is an entry that could not be read.
            source.diagnosed += self.faulty.len() as u64 + self.unrecognised;
        }
        if source.format.is_empty() {
            return self.settle_unknown(archive, summary);
        }
        if source.format == "har" && self.members == 0 {
            archive.diagnose(
                self.source,
                Code::NoConversationData,
                Place::default(),
                None,
                "recognised (a HAR file), no answer in it holds conversation data",
            );
            return;
        }
        if self.header.is_some() && source.records.is_empty() && source.diagnostics.is_empty() {
            let nothing = "the table has a header and no rows: what was asked for was not found";
            source.warnings.push(nothing.to_owned());
        }
        if source.answers.is_empty() {
            // A table or a bare list is one answer that says nothing of itself.
            let records = source.records.values().sum();
            source.answers.push(Answer {
                records,
                ..Answer::default()
            });
        }
        if self.unfit > 1 {
            let count = self.unfit;
            source.warnings.push(format!(
                "{count} records cannot be read as declared and were left out"
            ));
        } else if self.unrecognised > 1 {
            source.warnings.push(format!(
                "{} records of no known kind were left out",
                self.unrecognised
            ));
        }
        let nothing = !source.records.is_empty()
            && !source
                .records
                .keys()
                .any(|object| formats::tells_of_conversations(object));
        if nothing {
            let objects = source
                .records
                .keys()
                .cloned()
                .collect::<Vec<_>>()
                .join(", ");
            archive.diagnose(
                self.source,
                Code::NoConversationData,
                Place::default(),
                None,
                format!("recognised ({objects}), no conversation data"),
            );
        }
    }

    fn settle_archive(&self, archive: &mut Archive, summary: &Summary) {
        let source = archive.source_mut(self.source);
        source.format = summary.container.to_string().to_lowercase();
        source.evidence.clone_from(&summary.evidence);
        if self.members == 0 && source.diagnostics.is_empty() {
            archive.diagnose(
                self.source,
                Code::EmptyFile,
                Place::default(),
                None,
                "the archive holds no files: export it again",
            );
        }
    }

    fn settle_unknown(&self, archive: &mut Archive, summary: &Summary) {
        if let Container::Zip | Container::Gzip = summary.container {
            return self.settle_archive(archive, summary);
        }
        let advice = formats::what_there_is();
        let (format, code, message) = match &summary.container {
            Container::Empty => (
                "empty",
                Code::EmptyFile,
                "the file is empty: export it again".to_owned(),
            ),
            Container::Csv { .. } => (
                "unrecognised",
                Code::Unrecognised,
                format!("a table, but no column names a known object ({advice})"),
            ),
            Container::Office => (
                "unrecognised",
                Code::Unrecognised,
                "a workbook or another document of Office: save each sheet as \"CSV UTF-8\" and open that"
                    .to_owned(),
            ),
            Container::Json if self.unrecognised == 0 && self.faulty.is_empty() => (
                "unrecognised",
                Code::Unrecognised,
                "a list without records: what was asked for was not found; ask with other ids or times"
                    .to_owned(),
            ),
            _ => (
                "unrecognised",
                Code::Unrecognised,
                format!("the content is not understood: {advice}"),
            ),
        };
        let source = archive.source_mut(self.source);
        format.clone_into(&mut source.format);
        source.evidence.clone_from(&summary.evidence);
        if self.unfit > 0 {
            return;
        }
        if let (Some(name), true) = (self.read_as.named(), code == Code::Unrecognised) {
            let message = format!(
                "the file is to be read as {name}, but it is {}",
                summary.evidence
            );
            return archive.diagnose(
                self.source,
                Code::UnfitOverride,
                Place {
                    offset: Some(0),
                    ..Place::default()
                },
                None,
                message,
            );
        }
        if source.diagnostics.iter().any(|found| found.code == code) {
            return;
        }
        archive.diagnose(
            self.source,
            code,
            Place {
                offset: Some(0),
                ..Place::default()
            },
            None,
            message,
        );
    }
}
