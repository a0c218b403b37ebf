//! The vectors of a library in memory.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::Vector;
use super::vector::{dot, length};

/// The vectors of many owners. A search compares with all of them, so it finds exactly the nearest ones.
#[derive(Debug, Clone, Default)]
pub struct VectorIndex {
    /// Those of all vectors, one after the other.
    components: Vec<i8>,
    lengths: Vec<f32>,
    /// The owner of each vector.
    owners: Vec<i32>,
    dimensions: usize,
    /// The positions of the vectors of each owner.
    positions: HashMap<i32, Vec<u32>, RandomState>,
}

/// An owner of a vector near to the one that is searched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nearest {
    /// The owner.
    pub owner: i32,
    /// The cosine of the nearest of its vectors, -1 to 1.
    pub cosine: f64,
}

impl VectorIndex {
    /// The number of vectors.
    pub fn len(&self) -> usize {
        self.owners.len()
    }

    /// Whether there is no vector.
    pub fn is_empty(&self) -> bool {
        self.owners.is_empty()
    }

    /// Replaces the vectors of `owner`. Vectors with another number of dimensions than the first one are left out.
    pub fn set(&mut self, owner: i32, vectors: &[Vector]) {
        while let Some(position) = self.positions.get_mut(&owner).and_then(Vec::pop) {
            self.remove(position as usize);
        }
        for vector in vectors {
            if self.is_empty() {
                self.dimensions = vector.dimensions();
            }
            if vector.dimensions() == self.dimensions && vector.dimensions() > 0 {
                self.positions.entry(owner).or_default().push(self.owners.len() as u32);
                self.owners.push(owner);
                self.lengths.push(length(vector.components()));
                self.components.extend(vector.components());
            }
        }
    }

    /// Moves the last vector to `position`.
    fn remove(&mut self, position: usize) {
        let last = self.owners.len() - 1;
        self.owners.swap_remove(position);
        self.lengths.swap_remove(position);
        let start = last * self.dimensions;
        self.components.copy_within(start.., position * self.dimensions);
        self.components.truncate(start);
        if position == last {
            return;
        }
        let of_moved = self.owners.get(position).and_then(|owner| self.positions.get_mut(owner));
        for at in of_moved.into_iter().flatten().filter(|at| **at as usize == last) {
            *at = position as u32;
        }
    }

    /// At most `limit` owners with the nearest vectors, the nearest first. Among equals, the lowest owner comes first.
    pub fn nearest(&self, vector: &Vector, limit: usize) -> Vec<Nearest> {
        let mut nearest: Vec<Nearest> = Vec::with_capacity(limit + 1);
        if vector.dimensions() != self.dimensions || self.is_empty() || limit == 0 {
            return nearest;
        }
        let searched = length(vector.components());
        let vectors = self.components.chunks_exact(self.dimensions).zip(&self.lengths).zip(&self.owners);
        for ((components, length), owner) in vectors {
            let cosine = f64::from(dot(components, vector.components()) as f32 / (length * searched));
            let is_full = nearest.len() >= limit;
            if !is_full || nearest.last().is_some_and(|last| cosine >= last.cosine) {
                insert(&mut nearest, Nearest { owner: *owner, cosine }, limit);
            }
        }
        nearest
    }
}

fn insert(nearest: &mut Vec<Nearest>, found: Nearest, limit: usize) {
    match nearest.iter().position(|other| other.owner == found.owner) {
        Some(at) if nearest.get(at).is_some_and(|known| known.cosine >= found.cosine) => return,
        Some(at) => {
            nearest.remove(at);
        }
        None => {}
    }
    let is_before = |other: &Nearest| (other.cosine, found.owner) > (found.cosine, other.owner);
    let at = nearest.partition_point(is_before);
    nearest.insert(at, found);
    nearest.truncate(limit);
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn vector(components: [i8; 3]) -> Option<Vector> {
        Vector::quantized(&components.map(f32::from))
    }

    proptest! {
        #[test]
        fn the_nearest_owners_are_those_of_a_comparison_with_every_vector(
            changes in vec((0..6_i32, vec(any::<[i8; 3]>(), 0..3)), 1..40), searched in any::<[i8; 3]>(), limit in 0..5_usize
        ) {
            let mut index = VectorIndex::default();
            let mut known: HashMap<i32, Vec<Vector>> = HashMap::new();
            for (owner, vectors) in changes {
                let vectors: Vec<_> = vectors.into_iter().filter_map(vector).collect();
                index.set(owner, &vectors);
                known.insert(owner, vectors);
            }
            prop_assert_eq!(index.len(), known.values().map(Vec::len).sum::<usize>());
            let Some(searched) = vector(searched) else { return Ok(()) };
            let best = |vectors: &Vec<Vector>| vectors.iter().map(|known| known.cosine(&searched)).reduce(f64::max);
            let mut expected: Vec<_> =
                known.iter().filter_map(|(owner, vectors)| Some((*owner, best(vectors)?))).collect();
            expected.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            let found = index.nearest(&searched, limit);
            prop_assert_eq!(found.len(), limit.min(expected.len()));
            for (found, (owner, cosine)) in found.iter().zip(expected) {
                prop_assert_eq!(found.owner, owner);
                prop_assert!((found.cosine - cosine).abs() < 1e-6);
            }
        }
    }

    /// Uniform components, so that no vector is near another: the hardest case for one byte per dimension.
    #[test]
    fn one_byte_per_dimension_finds_the_ten_nearest_vectors_of_the_exact_components() {
        let mut state = 1_u64;
        let mut component = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / (1 << 23) as f32 - 1.0
        };
        let exact: Vec<Vec<f32>> = (0..1_000).map(|_| (0..256).map(|_| component()).collect()).collect();
        let mut index = VectorIndex::default();
        for (owner, components) in (0..).zip(&exact) {
            index.set(owner, &[Vector::quantized(components).unwrap()]);
        }
        let scalar = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        let (mut found, searches) = (0, 100);
        for _ in 0..searches {
            let searched: Vec<f32> = (0..256).map(|_| component()).collect();
            let mut expected: Vec<(i32, f32)> = (0..)
                .zip(&exact)
                .map(|(owner, known)| (owner, scalar(known, &searched) / scalar(known, known).sqrt()))
                .collect();
            expected.sort_by(|a, b| b.1.total_cmp(&a.1));
            let nearest = index.nearest(&Vector::quantized(&searched).unwrap(), 10);
            found += expected[..10]
                .iter()
                .filter(|(owner, _)| nearest.iter().any(|near| near.owner == *owner))
                .count();
        }
        let recall = found as f64 / (10 * searches) as f64;
        assert!(recall >= 0.98, "{recall}");
    }

    #[test]
    fn a_vector_of_another_model_is_left_out() {
        let mut index = VectorIndex::default();
        index.set(1, &[vector([1, 0, 0]).unwrap()]);
        index.set(2, &[Vector::quantized(&[1.0, 0.0]).unwrap()]);
        assert_eq!(index.len(), 1);
        assert_eq!(index.nearest(&Vector::quantized(&[1.0, 0.0]).unwrap(), 5), []);
    }
}
