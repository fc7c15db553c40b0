//! One property of every node, round or worker, by number.

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

    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.cells.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.cells.iter_mut()
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
