//! From a sheet to the changes it asks for, or to all its faults at once. Pure: nothing is changed here.

use super::columns::Header;
use super::row::RowReader;
use super::{Changes, RowFault, Sheet, SheetKind, people, structure};
use crate::registry::Roster;

/// Plans an import of a staff file of one kind into a roster. With one fault there are no changes.
pub fn plan(roster: &Roster, kind: SheetKind, sheet: &Sheet) -> Result<Changes, Vec<RowFault>> {
    let header = Header::read(kind, &sheet.header)?;
    let mut faults = Vec::new();
    let mut changes = Changes::none(kind);
    let mut draft = Draft {
        roster,
        header: &header,
        sheet,
        faults: &mut faults,
    };
    match kind {
        SheetKind::Units => structure::units(&mut draft, &mut changes),
        SheetKind::Networks => structure::networks(&mut draft, &mut changes),
        SheetKind::People => people::people(&mut draft, &mut changes),
        SheetKind::Memberships => people::memberships(&mut draft, &mut changes),
    }
    faults.sort_by_key(|fault| fault.row);
    if faults.is_empty() {
        Ok(changes)
    } else {
        Err(faults)
    }
}

/// What planning one sheet needs.
pub(super) struct Draft<'a> {
    pub(super) roster: &'a Roster,
    pub(super) header: &'a Header,
    pub(super) sheet: &'a Sheet,
    pub(super) faults: &'a mut Vec<RowFault>,
}

impl Draft<'_> {
    /// Reads every row with `read`; what it returns stands beside the row's number.
    pub(super) fn read<T>(
        &mut self,
        mut read: impl FnMut(&mut RowReader<'_>, &Roster) -> Option<T>,
    ) -> Vec<(u64, T)> {
        let mut entries = Vec::new();
        for row in &self.sheet.rows {
            let mut row = RowReader::new(row, self.header, self.faults);
            if let Some(entry) = read(&mut row, self.roster) {
                entries.push((row.number(), entry));
            }
        }
        entries
    }

    /// Notes a fault of one column in one row.
    pub(super) fn fault(&mut self, row: u64, column: &str, cause: super::Cause) {
        let column = self.header.place(column).map_or(column, |(_, name)| name);
        self.faults.push(RowFault {
            row,
            column: column.to_owned(),
            cause,
        });
    }
}

/// Which keys were seen, and in which row first.
pub(super) struct Seen<K>(std::collections::BTreeMap<K, u64>);

impl<K: Ord + Clone> Seen<K> {
    pub(super) fn new() -> Self {
        Self(std::collections::BTreeMap::new())
    }

    /// The earlier row of this key, if there is one.
    pub(super) fn earlier(&mut self, key: &K, row: u64) -> Option<u64> {
        let earlier = self.0.get(key).copied();
        if earlier.is_none() {
            self.0.insert(key.clone(), row);
        }
        earlier
    }
}
