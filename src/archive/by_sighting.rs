//! What few sightings have, kept beside them.

/// Values by the number of their sighting, ascending; a sighting has at most one.
#[derive(Debug)]
pub(crate) struct BySighting<T> {
    rows: Vec<(u32, T)>,
}

impl<T> Default for BySighting<T> {
    fn default() -> Self {
        Self { rows: Vec::new() }
    }
}

impl<T> BySighting<T> {
    /// Notes the value of the sighting that comes next.
    pub(crate) fn push(&mut self, sighting: u32, value: T) {
        self.rows.push((sighting, value));
    }

    /// Whether no sighting has one.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// That of one sighting. O(log n).
    pub(crate) fn get(&self, sighting: u32) -> Option<&T> {
        let at = self.rows.binary_search_by_key(&sighting, |(at, _)| *at);
        self.rows.get(at.ok()?).map(|(_, value)| value)
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        self.rows.iter().map(|(at, value)| (*at, value))
    }

    /// Sightings moved to other places, or went.
    pub(crate) fn moved(&mut self, place: impl Fn(u32) -> Option<u32>) {
        self.rows.retain_mut(|(at, _)| {
            let to = place(*at);
            *at = to.unwrap_or(*at);
            to.is_some()
        });
    }

    /// Bytes of the rows themselves, room included.
    pub(crate) fn bytes(&self) -> usize {
        self.rows.capacity() * size_of::<(u32, T)>()
    }
}
