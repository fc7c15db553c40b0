//! What is still to happen, in the order of time.

use std::{cmp::Reverse, collections::BinaryHeap};

use kernel::Moment;

/// Things with the moment at which each happens; two at the same moment happen in the order in which they were put in.
#[derive(Debug)]
pub(super) struct Queue<T> {
    heap: BinaryHeap<Reverse<(Moment, u64)>>,
    things: std::collections::HashMap<u64, T>,
    next: u64,
}

impl<T> Queue<T> {
    pub(super) fn new() -> Self {
        Queue { heap: BinaryHeap::new(), things: std::collections::HashMap::new(), next: 0 }
    }

    pub(super) fn put(&mut self, at: Moment, thing: T) {
        self.heap.push(Reverse((at, self.next)));
        self.things.insert(self.next, thing);
        self.next += 1;
    }

    /// The next thing that happens at or before `until`.
    pub(super) fn take(&mut self, until: Moment) -> Option<(Moment, T)> {
        let Reverse((at, _)) = self.heap.peek()?;
        if *at > until {
            return None;
        }
        let Reverse((at, n)) = self.heap.pop()?;
        self.things.remove(&n).map(|thing| (at, thing))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_come_in_the_order_of_time_and_then_of_putting_in() {
        let at = |micros| Moment::from_micros(micros);
        let mut queue = Queue::new();
        [(5, 'c'), (1, 'a'), (5, 'd'), (2, 'b'), (9, 'e')].into_iter().for_each(|(n, thing)| queue.put(at(n), thing));
        let mut out = String::new();
        while let Some((_, thing)) = queue.take(at(8)) {
            out.push(thing);
        }
        assert_eq!(out, "abcd");
        assert_eq!(queue.take(at(9)), Some((at(9), 'e')));
    }
}
