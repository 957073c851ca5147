//! All sightings of an archive, in segments: growing moves nothing and leaves no holes.

use std::{iter::Flatten, ops::Index, slice};

use crate::archive::Sighting;

/// Sightings in one segment.
const SEGMENT: usize = 1 << 12;

/// Sightings by number, in the order of reading.
#[derive(Debug, Default)]
pub(crate) struct Sightings {
    /// All full but the last.
    segments: Vec<Vec<Sighting>>,
}

impl Sightings {
    pub(crate) fn push(&mut self, sighting: Sighting) {
        match self.segments.last_mut() {
            Some(last) if last.len() < SEGMENT => last.push(sighting),
            last => {
                // A small archive needs no whole segment.
                let room = if last.is_some() { SEGMENT } else { 0 };
                let mut segment = Vec::with_capacity(room);
                segment.push(sighting);
                self.segments.push(segment);
            }
        }
    }

    pub(crate) fn len(&self) -> usize {
        let full = self.segments.len().saturating_sub(1) * SEGMENT;
        full + self.segments.last().map_or(0, Vec::len)
    }

    pub(crate) fn iter(&self) -> Flatten<slice::Iter<'_, Vec<Sighting>>> {
        self.segments.iter().flatten()
    }

    /// All, at most so many at a time, each time with the number of the first.
    pub(crate) fn blocks(&self, most: usize) -> impl Iterator<Item = (u32, &[Sighting])> {
        let segments = self.segments.iter().zip((0..).step_by(SEGMENT));
        segments.flat_map(move |(segment, from)| {
            let blocks = segment.chunks(most).zip((from..).step_by(most));
            blocks.map(|(block, from)| (from, block))
        })
    }

    /// Those that stay move together.
    pub(crate) fn retain(&mut self, stays: impl Fn(&Sighting) -> bool) {
        for sighting in std::mem::take(&mut self.segments).into_iter().flatten() {
            if stays(&sighting) {
                self.push(sighting);
            }
        }
    }

    /// Bytes held, room included.
    pub(crate) fn bytes(&self) -> usize {
        let held = self.segments.iter().map(Vec::capacity).sum::<usize>();
        held * size_of::<Sighting>()
    }
}

impl Index<usize> for Sightings {
    type Output = Sighting;

    #[inline]
    fn index(&self, at: usize) -> &Sighting {
        &self.segments[at / SEGMENT][at % SEGMENT]
    }
}

impl<'a> IntoIterator for &'a Sightings {
    type Item = &'a Sighting;
    type IntoIter = Flatten<slice::Iter<'a, Vec<Sighting>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::{Archive, Draft};
    use crate::diagnostics::Place;

    #[test]
    fn sightings_keep_their_numbers_over_segments() {
        let mut archive = Archive::default();
        let sources = ["a", "b"].map(|name| archive.add_source(name));
        let many = 2 * SEGMENT as u64 + 7;
        for record in 0..many {
            let place = Place {
                record: Some(record),
                ..Place::default()
            };
            let source = sources[usize::from(record % 3 == 0)];
            archive.add_entry(source, place, 0, Draft::default());
        }
        assert_eq!(archive.sightings.len() as u64, many);
        assert!((0..many).all(|at| archive.sightings[at as usize].record == at));
        let blocks = archive.sightings.blocks(1_000);
        let numbers = blocks.flat_map(|(from, block)| (u64::from(from)..).zip(block));
        let right = numbers.filter(|(at, one)| one.record == *at).count();
        assert_eq!(right as u64, many);
        archive.forget(sources[1]);
        let stay: Vec<u64> = (0..many).filter(|record| record % 3 != 0).collect();
        let stayed: Vec<u64> = archive.sightings.iter().map(|one| one.record).collect();
        assert_eq!(stayed, stay);
        assert!((0..stay.len()).all(|at| archive.sightings[at].record == stay[at]));
    }
}
