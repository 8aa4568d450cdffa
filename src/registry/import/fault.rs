//! What can be wrong with a staff file, in words that HR can act on. No fault repeats a name or an address.

use std::fmt;

use crate::base::{Lang, Text};

/// The file as a whole cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text().en)]
pub enum ImportFault {
    /// The file is larger than 16 MiB.
    TooLarge,
    /// The file unpacks to more than 64 MiB.
    Inflates,
    /// More than 100,000 rows or 64 columns.
    TooManyCells,
    /// An Excel file of before 2007.
    OldExcel,
    /// A text in UTF-16, or not a text.
    NotText,
    /// Nothing in it, not even a header.
    Empty,
    /// The quotation marks or the encoding of a row do not add up.
    Csv {
        /// The line, counted from 1.
        line: u64,
    },
    /// It calls itself a spreadsheet, but cannot be read as one.
    Xlsx(String),
}

impl ImportFault {
    /// The fault in both languages.
    pub fn text(&self) -> Text {
        match self {
            Self::TooLarge => Text::new(
                "filen er større end 16 MiB: del den i flere",
                "the file is larger than 16 MiB: split it",
            ),
            Self::Inflates => Text::new(
                "filen fylder mere end 64 MiB pakket ud: gem kun de kolonner, der skal bruges",
                "the file unpacks to more than 64 MiB: save only the columns that are needed",
            ),
            Self::TooManyCells => Text::new(
                "filen har mere end 100.000 rækker eller 64 kolonner: slet det tomme og overflødige, og gem igen",
                "the file has more than 100,000 rows or 64 columns: remove what is empty or not needed, and save again",
            ),
            Self::OldExcel => Text::new(
                "filen er et gammelt Excel-format (.xls): gem den som .xlsx eller CSV",
                "the file is in an old Excel format (.xls): save it as .xlsx or CSV",
            ),
            Self::NotText => Text::new(
                "filen er hverken XLSX eller en tekst, der kan læses: gem den som CSV (UTF-8) eller .xlsx",
                "the file is neither XLSX nor a text that can be read: save it as CSV (UTF-8) or .xlsx",
            ),
            Self::Empty => Text::new(
                "filen er tom: første række skal være kolonnenavne",
                "the file is empty: the first row must hold the column names",
            ),
            Self::Csv { line } => Text::new(
                format!(
                    "linje {line} kan ikke læses: se efter et anførselstegn, der mangler sin mage"
                ),
                format!("line {line} cannot be read: look for a quotation mark without its pair"),
            ),
            Self::Xlsx(cause) => Text::new(
                format!(
                    "regnearket kan ikke læses ({cause}): åbn det, gem det igen som .xlsx, og prøv igen"
                ),
                format!(
                    "the spreadsheet cannot be read ({cause}): open it, save it again as .xlsx, and try again"
                ),
            ),
        }
    }
}

/// One fault in one row of a staff file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text().en)]
pub struct RowFault {
    /// The row as a spreadsheet numbers it; the header is row 1.
    pub row: u64,
    /// The column as the file calls it.
    pub column: String,
    /// What is wrong.
    pub cause: Cause,
}

impl RowFault {
    /// The fault with its place, in both languages.
    pub fn text(&self) -> Text {
        let cause = self.cause.text();
        Text::new(
            format!(
                "række {}, kolonne »{}«: {}",
                self.row, self.column, cause.da
            ),
            format!("row {}, column \"{}\": {}", self.row, self.column, cause.en),
        )
    }
}

/// What is wrong in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The header names a column we do not know.
    UnknownColumn {
        /// The columns we know.
        known: Text,
    },
    /// The header lacks a column without which the rows mean nothing.
    MissingColumn,
    /// The header names a column twice.
    ColumnTwice,
    /// The row has more cells than the header has names.
    NoHeader,
    /// Nothing stands where something must.
    Blank,
    /// More than this many characters.
    TooLong(usize),
    /// A line break or another control character.
    LineBreak,
    /// Not a code.
    BadCode,
    /// The same code or the same membership stands in an earlier row.
    Twice {
        /// The earlier row.
        row: u64,
    },
    /// Not an e-mail address.
    BadEmail,
    /// Another person has this e-mail address.
    EmailTaken {
        /// The other person's code.
        by: String,
    },
    /// None of the words that may stand here.
    BadWord {
        /// The words that may.
        allowed: Text,
    },
    /// Not a day.
    BadDay,
    /// Not purposes.
    BadPurposes,
    /// The last day is before the first.
    LeftBeforeJoined,
    /// No such unit, in the register or in the file.
    UnknownUnit(String),
    /// No such person.
    UnknownPerson(String),
    /// No such network.
    UnknownNetwork(String),
    /// The units are inside each other.
    Cycle(String),
    /// Two units without a parent.
    SecondRoot {
        /// The other root.
        other: String,
    },
}

impl Cause {
    /// The cause in both languages.
    pub fn text(&self) -> Text {
        let fixed = |da: &str, en: &str| Text::new(da, en);
        match self {
            Self::UnknownColumn { known } => Text::new(
                format!("ukendt kolonne; de kendte er {}", known.da),
                format!("unknown column; the known ones are {}", known.en),
            ),
            Self::MissingColumn => fixed("kolonnen mangler", "the column is missing"),
            Self::ColumnTwice => fixed("kolonnen står to gange", "the column stands twice"),
            Self::NoHeader => fixed(
                "rækken har flere felter, end der er kolonnenavne",
                "the row has more cells than there are column names",
            ),
            Self::Blank => fixed("feltet må ikke være tomt", "the cell must not be empty"),
            Self::TooLong(limit) => Text::new(
                format!("teksten er længere end {limit} tegn"),
                format!("the text is longer than {limit} characters"),
            ),
            Self::LineBreak => fixed(
                "teksten indeholder et linjeskift; mangler der et anførselstegn?",
                "the text holds a line break; is a quotation mark missing?",
            ),
            Self::BadCode => fixed(
                "ikke en kode: brug 1-64 bogstaver, tal, bindestreg, understreg eller punktum, med bogstav eller tal først",
                "not a code: use 1 to 64 letters, digits, hyphens, underscores or full stops, with a letter or digit first",
            ),
            Self::Twice { row } => Text::new(
                format!("står allerede i række {row}"),
                format!("stands already in row {row}"),
            ),
            Self::BadEmail => fixed("ikke en e-mailadresse", "not an e-mail address"),
            Self::EmailTaken { by } => Text::new(
                format!("adressen bruges allerede af {by}"),
                format!("the address is already used by {by}"),
            ),
            Self::BadWord { allowed } => Text::new(
                format!("skriv {}", allowed.da),
                format!("write {}", allowed.en),
            ),
            Self::BadDay => fixed(
                "ikke en dato: skriv den som 2026-03-01 eller 01-03-2026",
                "not a date: write it as 2026-03-01 or 01-03-2026",
            ),
            Self::BadPurposes => fixed(
                "ikke formål: skriv tal fra 1 til 7, for eksempel 1,3,5",
                "not purposes: write numbers from 1 to 7, for example 1,3,5",
            ),
            Self::LeftBeforeJoined => fixed("udtrådt før indtrådt", "left before they joined"),
            Self::UnknownUnit(code) => Text::new(
                format!("enheden {code} findes ikke"),
                format!("there is no unit {code}"),
            ),
            Self::UnknownPerson(code) => Text::new(
                format!("personen {code} findes ikke"),
                format!("there is no person {code}"),
            ),
            Self::UnknownNetwork(code) => Text::new(
                format!("netværket {code} findes ikke"),
                format!("there is no network {code}"),
            ),
            Self::Cycle(cycle) => Text::new(
                format!("enhederne ligger i ring: {cycle}"),
                format!("the units form a circle: {cycle}"),
            ),
            Self::SecondRoot { other } => Text::new(
                format!("kun én enhed må stå uden overordnet, og det er allerede {other}"),
                format!("only one unit may be without a parent, and that is already {other}"),
            ),
        }
    }
}

/// In English, without the place.
impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().get(Lang::En))
    }
}
