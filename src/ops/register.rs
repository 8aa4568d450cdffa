//! Importing staff files: preview, then all or nothing.

use crate::base::Lang;
use crate::registry::import::Changes;
use crate::registry::{Roster, SheetKind, import};
use crate::store::{Tx, invitations, registry as stored};

use super::{App, OpError};

/// What an import did, or would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Rows that are new.
    pub added: usize,
    /// Rows that change something.
    pub changed: usize,
    /// Rows that say what is known already.
    pub unchanged: usize,
    /// One line for each addition and change.
    pub preview: Vec<String>,
    /// Whether it was carried out.
    pub applied: bool,
}

impl App {
    /// Reads a staff file and, if `apply`, carries all of it out in one transaction. Any fault refuses the whole file.
    pub fn import(
        &self,
        kind: SheetKind,
        file: &str,
        bytes: &[u8],
        apply: bool,
    ) -> Result<Imported, OpError> {
        let sheet = import::read_sheet(bytes, file).map_err(|fault| OpError::Sheet {
            file: file.to_owned(),
            fault,
        })?;
        self.store.write(|tx| {
            let roster = stored::load_roster(tx)?;
            let changes = import::plan(&roster, kind, &sheet).map_err(|faults| OpError::Rows {
                file: file.to_owned(),
                faults,
            })?;
            if apply {
                refuse_new_addresses(tx, &roster, &changes)?;
                stored::save_roster(tx, &changes)?;
            }
            Ok(Imported {
                added: changes.added(),
                changed: changes.changed(),
                unchanged: changes.unchanged(),
                preview: changes
                    .preview()
                    .iter()
                    .map(|line| line.expose(Lang::En))
                    .collect(),
                applied: apply,
            })
        })
    }
}

/// Nobody who is invited to an open survey gets another address: whoever keeps the register could give a colleague's address to themselves
/// and remind, and would have the colleague's link.
fn refuse_new_addresses(
    tx: &mut Tx<'_>,
    roster: &Roster,
    changes: &Changes,
) -> Result<(), OpError> {
    for person in changes.people() {
        let moved = roster
            .people
            .get(&person.code)
            .is_some_and(|known| known.email != person.email);
        if !moved {
            continue;
        }
        if let Some(survey) = invitations::open_to(tx, &person.code)?.first() {
            return Err(OpError::Input(format!(
                "{}: the address cannot be changed while survey {survey} is open, for the link would go to another mailbox; import it when the survey has closed, and nothing of this file was imported now",
                person.code
            )));
        }
    }
    Ok(())
}
