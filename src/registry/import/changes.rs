//! What an import would change: to look at first, then to apply as a whole.

use super::SheetKind;
use crate::base::{Lang, Redacted, Text};
use crate::registry::{Membership, Network, Person, Roster, Unit};

/// The changes of one staff file. Made by [`super::plan()`] from a file without a fault; applied as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    kind: SheetKind,
    pub(super) entries: Entries,
    lines: Vec<PreviewLine>,
    unchanged: usize,
}

/// What is new or different, as it shall be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Entries {
    pub(super) units: Vec<Unit>,
    pub(super) networks: Vec<Network>,
    pub(super) people: Vec<Person>,
    pub(super) memberships: Vec<Membership>,
}

/// One entry that an import adds or changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewLine {
    /// The entry's code; for a membership the person's and the network's.
    pub code: String,
    /// What happens to it.
    pub change: LineChange,
}

/// What happens to an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineChange {
    /// It is new.
    Added,
    /// These fields of it change.
    Changed(Vec<FieldChange>),
}

/// One field's change. Its values may be names and addresses, so they are mute in logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The field, as the staff file's column is called.
    pub field: Text,
    /// What stands there.
    pub from: Redacted<String>,
    /// What will.
    pub to: Redacted<String>,
}

impl PreviewLine {
    /// The line as HR reads it before saying yes, names and addresses included: `P7: navn »Ann« → »Anna«`.
    pub fn expose(&self, lang: Lang) -> String {
        let change = match &self.change {
            LineChange::Added => Text::new("ny", "new").get(lang).to_owned(),
            LineChange::Changed(fields) => {
                let fields: Vec<String> = fields
                    .iter()
                    .map(|change| {
                        let field = change.field.get(lang);
                        let (from, to) = (change.from.expose(), change.to.expose());
                        format!("{field} »{from}« → »{to}«")
                    })
                    .collect();
                fields.join("; ")
            }
        };
        format!("{}: {change}", self.code)
    }
}

impl Changes {
    pub(super) fn none(kind: SheetKind) -> Self {
        Self {
            kind,
            entries: Entries::default(),
            lines: Vec::new(),
            unchanged: 0,
        }
    }

    /// Notes what becomes of one entry; returns it if it is new or different.
    pub(super) fn settle<T: Entry>(&mut self, old: Option<&T>, new: T) -> Option<T> {
        let change = match old {
            None => LineChange::Added,
            Some(old) if *old == new => {
                self.unchanged += 1;
                return None;
            }
            Some(old) => LineChange::Changed(self.differences(old, &new)),
        };
        self.lines.push(PreviewLine {
            code: new.name(),
            change,
        });
        Some(new)
    }

    fn differences<T: Entry>(&self, old: &T, new: &T) -> Vec<FieldChange> {
        let pairs = old.fields().into_iter().zip(new.fields());
        pairs
            .filter(|((_, from), (_, to))| from != to)
            .map(|((name, from), (_, to))| FieldChange {
                field: self.kind.column(name).map_or_else(
                    || Text::new(name, name),
                    |column| Text::new(column.da, column.en),
                ),
                from: Redacted::new(from),
                to: Redacted::new(to),
            })
            .collect()
    }

    /// Which staff file they come from.
    pub fn kind(&self) -> SheetKind {
        self.kind
    }

    /// Entries that are new.
    pub fn added(&self) -> usize {
        let added = |line: &&PreviewLine| line.change == LineChange::Added;
        self.lines.iter().filter(added).count()
    }

    /// Entries that change.
    pub fn changed(&self) -> usize {
        self.lines.len() - self.added()
    }

    /// Entries that stay as they are.
    pub fn unchanged(&self) -> usize {
        self.unchanged
    }

    /// A line for each entry that is new or changes, in the order of the file.
    pub fn preview(&self) -> &[PreviewLine] {
        &self.lines
    }

    /// Units that are new or different, as they shall be.
    pub fn units(&self) -> &[Unit] {
        &self.entries.units
    }

    /// Networks that are new or different, as they shall be.
    pub fn networks(&self) -> &[Network] {
        &self.entries.networks
    }

    /// People who are new or different, as they shall be.
    pub fn people(&self) -> &[Person] {
        &self.entries.people
    }

    /// Memberships that are new or different, as they shall be.
    pub fn memberships(&self) -> &[Membership] {
        &self.entries.memberships
    }

    /// Applies them to the roster they were planned on.
    pub fn apply(self, roster: &mut Roster) {
        let Entries {
            units,
            networks,
            people,
            memberships,
        } = self.entries;
        let units = units.into_iter().map(|unit| (unit.code.clone(), unit));
        let networks = networks.into_iter().map(|net| (net.code.clone(), net));
        let people = people.into_iter().map(|who| (who.code.clone(), who));
        let memberships = memberships
            .into_iter()
            .map(|m| ((m.person.clone(), m.network.clone()), m));
        roster.units.extend(units);
        roster.networks.extend(networks);
        roster.people.extend(people);
        roster.memberships.extend(memberships);
    }
}

/// What all entries of the register have in common: a name, and fields under the English names of their columns.
pub(super) trait Entry: PartialEq {
    fn name(&self) -> String;
    fn fields(&self) -> Vec<(&'static str, String)>;
}
