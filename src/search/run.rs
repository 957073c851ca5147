//! A search on its way through an archive.

use serde::{Deserialize, Serialize};

use crate::{
    archive::Archive,
    export::Lens,
    search::{
        Index, Query, SearchHit, Veil,
        asked::Asked,
        heard::Heard,
        hit::hit,
        index::{At, Block},
        lexicon::Lexicon,
        scene::Scene,
        veil::Veiled,
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
    /// The words of the one conversation, as they are and as they are shown.
    scoped: [Lexicon; 2],
    /// What was heard of each term in the words as they are and as they are shown.
    heard: [Vec<Heard>; 2],
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
            scoped: Default::default(),
            heard: Default::default(),
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
            let [mut own, mut shown] = std::mem::take(&mut self.scoped);
            let block = Block::make(view, self.next, scope + 1, &mut own);
            let veiled = Veiled::of(&block, view, &mut shown);
            self.next = block.next;
            self.scan((&block, &own), (&veiled, &shown), view);
            self.scoped = [own, shown];
        } else if let Some((block, lexicon)) = index.block(self.block, view) {
            let veiled = veil.block(self.block, block, view);
            self.block += 1;
            self.scan((block, lexicon), veiled, view);
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

    /// Of entries that the lens changes, looks at what it shows; of all others, at their own texts.
    fn scan(
        &mut self,
        (block, own): (&Block, &Lexicon),
        (veiled, shown): (&Veiled, &Lexicon),
        view: &View<'_>,
    ) {
        let Veiled {
            changed,
            shown: shown_block,
        } = veiled;
        let [heard_own, heard_shown] = &mut self.heard;
        let as_is = Asked::new(&self.query, block, own, heard_own);
        let as_shown = Asked::new(&self.query, shown_block, shown, heard_shown);
        let mut scene = Scene::new(*view, &self.query, self.waits.as_ref());
        let mut last = self.found.last().map(|at| at.conversation);
        let mut look = as_is.open.clone();
        look.unite(changed);
        // The next of the changed entries.
        let mut next = 0;
        for number in look.iter() {
            let is_changed = changed.contains(number);
            let (block, asked, number) = if is_changed {
                next += 1;
                (shown_block, &as_shown, next - 1)
            } else {
                (block, &as_is, number)
            };
            let may = asked.open.contains(number);
            let certain = asked.certain.contains(number);
            if may && (certain || scene.holds(block, number, is_changed, asked)) {
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
