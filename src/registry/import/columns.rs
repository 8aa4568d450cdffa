//! The columns of each staff file, by their Danish and English names.

use super::sheet::SheetRow;
use super::{Cause, RowFault};
use crate::base::Text;

/// Which staff file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SheetKind {
    /// Units.
    Units,
    /// Networks.
    Networks,
    /// People.
    People,
    /// Memberships of networks.
    Memberships,
}

/// A column: what it is called, and whether rows mean nothing without it.
pub(super) struct Column {
    pub(super) en: &'static str,
    pub(super) da: &'static str,
    also: &'static [&'static str],
    required: bool,
}

const fn required(en: &'static str, da: &'static str, also: &'static [&'static str]) -> Column {
    Column {
        en,
        da,
        also,
        required: true,
    }
}

const fn optional(en: &'static str, da: &'static str, also: &'static [&'static str]) -> Column {
    Column {
        en,
        da,
        also,
        required: false,
    }
}

static UNITS: [Column; 3] = [
    required("code", "kode", &[]),
    required("name", "navn", &["label", "betegnelse"]),
    required("parent", "overordnet", &["overordnet enhed", "parent unit"]),
];

static NETWORKS: [Column; 11] = [
    required("code", "kode", &[]),
    required("name", "navn", &["label", "betegnelse"]),
    optional("type", "type", &["kind"]),
    optional("obligatory", "obligatorisk", &["mandatory"]),
    optional("purposes", "formål", &["purpose"]),
    optional("facilitator", "facilitator", &[]),
    optional("start", "start", &[]),
    optional("trial end", "prøve slut", &[]),
    optional("evaluation", "evaluering", &["planned evaluation"]),
    optional("rhythm", "mødetakt", &["meeting rhythm"]),
    optional("level", "niveau", &[]),
];

static PEOPLE: [Column; 5] = [
    required("code", "kode", &[]),
    required("name", "navn", &[]),
    required("email", "e-mail", &["mail"]),
    required("unit", "enhed", &[]),
    optional("language", "sprog", &[]),
];

static MEMBERSHIPS: [Column; 4] = [
    required("person", "person", &[]),
    required("network", "netværk", &[]),
    optional("joined", "indtrådt", &[]),
    optional("left", "udtrådt", &[]),
];

impl SheetKind {
    /// All kinds, in the order in which a fresh register needs them.
    pub const ALL: [Self; 4] = [Self::Units, Self::Networks, Self::People, Self::Memberships];

    /// The word used on the command line and in addresses: `units`, `networks`, `people`, `memberships`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Networks => "networks",
            Self::People => "people",
            Self::Memberships => "memberships",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    fn columns(self) -> &'static [Column] {
        match self {
            Self::Units => &UNITS,
            Self::Networks => &NETWORKS,
            Self::People => &PEOPLE,
            Self::Memberships => &MEMBERSHIPS,
        }
    }

    /// A column by its English name.
    pub(super) fn column(self, en: &str) -> Option<&'static Column> {
        self.columns().iter().find(|column| column.en == en)
    }

    fn known(self) -> Text {
        let list = |name: fn(&Column) -> &str| {
            let names: Vec<&str> = self.columns().iter().map(name).collect();
            names.join(", ")
        };
        Text::new(list(|column| column.da), list(|column| column.en))
    }
}

/// Where each column of a sheet stands.
pub(super) struct Header {
    places: Vec<(&'static str, usize, String)>,
}

impl Header {
    /// Reads the header row; every unknown, doubled and missing column is a fault.
    pub(super) fn read(kind: SheetKind, row: &SheetRow) -> Result<Self, Vec<RowFault>> {
        let mut places: Vec<(&'static str, usize, String)> = Vec::new();
        let mut faults = Vec::new();
        let mut fault = |column: &str, cause| {
            faults.push(RowFault {
                row: row.number,
                column: column.to_owned(),
                cause,
            });
        };
        for (index, name) in row.cells.iter().enumerate() {
            let folded = fold(name);
            if folded.is_empty() {
                continue;
            }
            let column = kind.columns().iter().find(|column| {
                let mut names = [column.en, column.da]
                    .into_iter()
                    .chain(column.also.iter().copied());
                names.any(|known| fold(known) == folded)
            });
            match column {
                None => fault(
                    name,
                    Cause::UnknownColumn {
                        known: kind.known(),
                    },
                ),
                Some(column) if places.iter().any(|(en, ..)| *en == column.en) => {
                    fault(name, Cause::ColumnTwice);
                }
                Some(column) => places.push((column.en, index, name.clone())),
            }
        }
        for column in kind.columns().iter().filter(|column| column.required) {
            if !places.iter().any(|(en, ..)| *en == column.en) {
                fault(
                    &format!("{}/{}", column.da, column.en),
                    Cause::MissingColumn,
                );
            }
        }
        if faults.is_empty() {
            Ok(Self { places })
        } else {
            Err(faults)
        }
    }

    /// Index of a column and its name in the file; `None` if the file lacks it.
    pub(super) fn place(&self, en: &str) -> Option<(usize, &str)> {
        self.places
            .iter()
            .find(|(known, ..)| *known == en)
            .map(|(_, index, name)| (*index, name.as_str()))
    }

    /// Whether a named column stands at this index.
    pub(super) fn covers(&self, index: usize) -> bool {
        self.places.iter().any(|(_, at, _)| *at == index)
    }
}

/// Case, spaces, hyphens, underscores and full stops do not tell columns apart.
fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace() && !"-_.".contains(*c))
        .flat_map(char::to_lowercase)
        .collect()
}
