//! Groups of one survey have different names: real units may share one, and then it would look as if a group stood twice.
//!
//! Invariant: two groups that kept one name for a reader ([`sameness`]) have the same code to a reader too; the manifest refuses those.

use std::collections::BTreeMap;

use super::grouping::Draft;
use crate::base::label::sameness;

impl Draft {
    /// Adds the name of the group around it to a name that stands twice; where that is not enough, the code. The whole keeps its name.
    pub(super) fn tell_apart(&mut self) {
        let parents: Vec<Option<String>> = (self.groups.iter())
            .map(|group| Some(self.groups.get(group.parent?)?.label.clone()))
            .collect();
        self.add(|at, _| parents.get(at)?.clone());
        self.add(|_, code| Some(code.to_owned()));
    }

    fn add(&mut self, what: impl Fn(usize, &str) -> Option<String>) {
        let mut count: BTreeMap<String, usize> = BTreeMap::new();
        for group in &self.groups {
            *count.entry(sameness(&group.label)).or_default() += 1;
        }
        for (at, group) in self.groups.iter_mut().enumerate() {
            let twice = count.get(&sameness(&group.label)).is_some_and(|n| *n > 1);
            if let Some(more) =
                what(at, group.code.as_str()).filter(|_| twice && group.parent.is_some())
            {
                group.label = format!("{} ({more})", group.label);
            }
        }
    }
}
