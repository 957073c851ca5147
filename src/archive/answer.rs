//! One answer of an API, as what stands around its records tells it.

/// What an answer says of itself: enough to see whether it is all there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The number that its entries carry as [`Sighting::response`](super::Sighting::response).
    pub response: u32,
    /// Records that stand in it, broken ones too.
    pub records: u64,
    /// Rows it counts: `totalSize`, `rowCount`.
    pub counted: Option<u64>,
    /// `done`.
    pub done: Option<bool>,
    /// The member that names a next page, and its value: `nextRecordsUrl`, `nextBatchId`, any other `next…`.
    pub next: Option<(String, String)>,
    /// `queryId`, the same in all batches of one Data Cloud query.
    pub query: Option<String>,
    /// The sub-query that it answers, inside a row of another answer.
    pub sub_query: Option<String>,
}
