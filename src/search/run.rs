//! A search on its way through an archive.

use serde::{Deserialize, Serialize};

use crate::{
    archive::Archive,
    export::Lens,
    search::{
        Index, Query, SearchHit, Veil,
        asked::Asked,
        entry_set::EntrySet,
        hit::hit,
        index::{At, Block},
        scene::Scene,
        veil::changed,
        wait::Waits,
    },
    timeline::Timeline,
};

/// What is searched, and what it is seen through.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The archive.
    pub archive: &'a Archive,
    /// Its timeline.
    pub timeline: &'a Timeline,
    /// What text is seen through.
    pub lens: Lens<'a>,
}

/// Where to search, and what to show.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct SearchOptions {
    /// One conversation only, by id.
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "string | null"))]
    pub conversation: Option<String>,
    /// Entries shown before and after each hit; none by default.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub context: u32,
    /// IANA name of the zone of days and times in the query; UTC by default.
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "string | null"))]
    pub zone: Option<String>,
}

/// How far a search has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SearchProgress {
    /// Entries found so far.
    pub found: u32,
    /// Conversations they stand in.
    pub conversations: u32,
    /// Entries looked at.
    pub entries: u32,
    /// Entries to look at.
    pub total: u32,
    /// Whether all were looked at.
    pub done: bool,
}

/// A search: pulled forward step by step, its hits read in windows, in transcript order. Holds no
/// borrow, so that it can live beside the archive it searches; view, index and veil must be the
/// same every time.
#[derive(Debug)]
pub struct Search {
    query: Query,
    /// Number of the one conversation that is searched.
    scope: Option<u32>,
    context: usize,
    waits: Option<Waits>,
    /// The next block of the index; of one conversation, the next entry.
    block: usize,
    next: At,
    found: Vec<At>,
    progress: SearchProgress,
}

impl Search {
    /// Begins a search. `None` if the conversation it is limited to is not there.
    pub fn new(query: Query, options: &SearchOptions, timeline: &Timeline) -> Option<Self> {
        let scope = match &options.conversation {
            None => None,
            Some(id) => {
                let wanted = &timeline.conversation(id)?.id;
                let mut all = timeline.conversations.iter();
                Some(all.position(|one| one.id == *wanted)? as u32)
            }
        };
        let total = match scope {
            Some(at) => timeline.conversations[at as usize].entries.len(),
            None => timeline
                .conversations
                .iter()
                .map(|conversation| conversation.entries.len())
                .sum(),
        };
        Some(Self {
            query,
            scope,
            context: options.context as usize,
            waits: None,
            block: 0,
            next: At {
                conversation: scope.unwrap_or_default(),
                place: 0,
            },
            found: Vec::new(),
            progress: SearchProgress {
                total: total as u32,
                ..SearchProgress::default()
            },
        })
    }

    /// Looks at the next entries, about a mebibyte of text. O(their texts).
    pub fn step(&mut self, view: &View<'_>, index: &mut Index, veil: &mut Veil) -> SearchProgress {
        if self.progress.done {
            return self.progress;
        }
        if self.query.asks_for_waits() && self.waits.is_none() {
            self.waits = Some(Waits::measure(view.archive, view.timeline));
        }
        if let Some(scope) = self.scope {
            let block = Block::make(view, self.next, scope + 1);
            let changed = changed(&block, view);
            self.next = block.next;
            self.scan(&block, &changed, view);
        } else if let Some(block) = index.block(self.block, view) {
            let changed = veil.block(self.block, block, view);
            self.block += 1;
            self.scan(block, changed, view);
        }
        self.progress.done = self.progress.entries >= self.progress.total;
        self.progress
    }

    /// How far it has come.
    pub fn progress(&self) -> SearchProgress {
        self.progress
    }

    /// Hits found so far, from a position on. O(count).
    pub fn window(&self, view: &View<'_>, from: usize, count: usize) -> Vec<SearchHit> {
        let end = from.saturating_add(count).min(self.found.len());
        (from..end)
            .filter_map(|position| {
                let at = self.found[position];
                hit(&self.query, view, at, position as u32, self.context)
            })
            .collect()
    }

    fn scan(&mut self, block: &Block, changed: &EntrySet, view: &View<'_>) {
        let asked = Asked::new(&self.query, block, changed);
        let mut scene = Scene::new(*view, &self.query, self.waits.as_ref());
        let mut last = self.found.last().map(|at| at.conversation);
        for number in asked.open.iter() {
            let certain = asked.certain.contains(number);
            if certain || scene.holds(block, number, changed.contains(number), &asked) {
                let at = block.entries[number];
                self.progress.conversations += u32::from(last != Some(at.conversation));
                last = Some(at.conversation);
                self.found.push(at);
            }
        }
        self.progress.found = self.found.len() as u32;
        self.progress.entries += block.entries.len() as u32;
    }
}
