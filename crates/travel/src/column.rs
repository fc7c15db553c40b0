//! One property of every node, by number.

use std::ops::{Index, IndexMut};

/// A column never panics: what lies outside of it is the spare value. In tests it does, so that no mistake hides there.
#[derive(Debug, Clone, Default)]
pub(crate) struct Column<T> {
    cells: Vec<T>,
    spare: T,
}

impl<T: Clone + Default> Column<T> {
    pub(crate) fn new(count: usize, value: T) -> Self {
        Column { cells: vec![value; count], spare: T::default() }
    }

    pub(crate) fn push(&mut self, value: T) {
        self.cells.push(value);
    }

    pub(crate) fn cells(&self) -> &[T] {
        &self.cells
    }

    pub(crate) fn cells_mut(&mut self) -> &mut [T] {
        &mut self.cells
    }

    pub(crate) fn len(&self) -> u32 {
        number(self.cells.len())
    }
}

impl<T: Default> From<Vec<T>> for Column<T> {
    fn from(cells: Vec<T>) -> Self {
        Column { cells, spare: T::default() }
    }
}

impl<T> Index<u32> for Column<T> {
    type Output = T;
    #[inline(always)]
    fn index(&self, n: u32) -> &T {
        debug_assert!((n as usize) < self.cells.len(), "{n} of {}", self.cells.len());
        self.cells.get(n as usize).unwrap_or(&self.spare)
    }
}

impl<T> IndexMut<u32> for Column<T> {
    #[inline(always)]
    fn index_mut(&mut self, n: u32) -> &mut T {
        debug_assert!((n as usize) < self.cells.len(), "{n} of {}", self.cells.len());
        self.cells.get_mut(n as usize).unwrap_or(&mut self.spare)
    }
}

/// A count as the number of a node. Maps have fewer nodes than there are such numbers (`Map::read` sees to it).
pub(crate) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Lists of several things per node, one after another.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lists<T> {
    first: Vec<u32>,
    items: Vec<T>,
}

impl<T: Clone + Default> Lists<T> {
    /// From pairs of node and thing, in whatever order; the order within a node stays.
    pub(crate) fn of(nodes: u32, pairs: impl Iterator<Item = (u32, T)> + Clone) -> Self {
        let mut first = Column::new(nodes as usize + 2, 0_u32);
        for (node, _) in pairs.clone() {
            first[node + 2] += 1;
        }
        let mut sum = 0;
        for cell in first.cells_mut() {
            sum += *cell;
            *cell = sum;
        }
        let mut items = Column::new(sum as usize, T::default());
        for (node, item) in pairs {
            let at = &mut first[node + 1];
            items[*at] = item;
            *at += 1;
        }
        Lists { first: first.cells, items: items.cells }
    }

    /// The things of a node.
    #[inline]
    pub(crate) fn at(&self, node: u32) -> &[T] {
        let (begin, end) = match self.first.get(node as usize..node as usize + 2) {
            Some(&[begin, end]) => (begin as usize, end as usize),
            _ => return &[],
        };
        self.items.get(begin..end).unwrap_or_default()
    }
}
