//! Reading release documents, and refusing those that are none.
//!
//! Invariant: what [`read`] returns has the shape the schema promises: the whole first, parents before children, one cell per group in
//! every table, counts that are whole numbers; and its digest is that of its content. Everything else is refused with what is wrong and
//! where.

use std::collections::BTreeSet;

use crate::base::Digest;
use crate::forensics::intruder::document::{
    CUT, Document, FORMAT, Figure, Figures, Malformed, Table,
};

/// Reads one document.
pub fn read(text: &str) -> Result<Document, Malformed> {
    let document = read_unsealed(text)?;
    if digest(&document)? == document.digest {
        Ok(document)
    } else {
        Err(Malformed::Altered)
    }
}

/// The digest that a document with this content bears: SHA-256 of compact JSON with an empty digest.
fn digest(document: &Document) -> Result<String, Malformed> {
    let unsealed = Document {
        digest: String::new(),
        ..document.clone()
    };
    let text = serde_json::to_string(&unsealed).map_err(|f| Malformed::Shape(f.to_string()))?;
    Ok(Digest::plain(text.as_bytes()).to_string())
}

/// Reads one document whatever digest it bears: for documents made by hand, to try what a figure would give away.
pub fn read_unsealed(text: &str) -> Result<Document, Malformed> {
    let document: Document = serde_json::from_str(text).map_err(|fault| {
        let (line, column) = (fault.line(), fault.column());
        if fault.is_eof() {
            Malformed::CutShort { line, column }
        } else {
            Malformed::Shape(fault.to_string())
        }
    })?;
    if document.format != FORMAT {
        return Err(Malformed::Format(
            document.format.chars().take(40).collect(),
        ));
    }
    groups(&document)?;
    let mut seen = BTreeSet::new();
    for table in &document.tables {
        if !seen.insert(&table.about) {
            return Err(wrong(table, "", "this table stands twice"));
        }
        cells(&document, table)?;
    }
    Ok(document)
}

fn groups(document: &Document) -> Result<(), Malformed> {
    let mut seen = BTreeSet::new();
    for (at, group) in document.groups.iter().enumerate() {
        let fault = match &group.parent {
            None if at > 0 => Some("only the first group may be without a parent".to_owned()),
            Some(parent) if !seen.contains(parent) => {
                Some(format!("its parent \"{parent}\" does not stand before it"))
            }
            _ if seen.contains(&group.id) => Some("it stands twice".to_owned()),
            _ => cut(document, at).map(str::to_owned),
        };
        if let Some(what) = fault {
            return Err(Malformed::Group {
                group: group.id.clone(),
                what,
            });
        }
        seen.insert(group.id.clone());
    }
    if document.groups.is_empty() {
        return Err(Malformed::Shape("it has no groups".to_owned()));
    }
    Ok(())
}

/// What is wrong with a group of a document with cuts, or with a cut.
fn cut(document: &Document, at: usize) -> Option<&'static str> {
    let group = &document.groups[at];
    let members = group.members.as_deref();
    match (group.kind == CUT, members) {
        (true, None | Some([])) => Some("a cut that does not say which groups it is made of"),
        (true, Some(members)) => {
            let each: BTreeSet<&String> = members.iter().collect();
            (each.len() < members.len()).then_some("one of its members stands twice")
        }
        (false, Some(_)) => Some("it has members and is no cut"),
        (false, None) if at > 0 && !document.adds_to.is_empty() => {
            Some("a document that adds to others has nothing but cuts")
        }
        (false, None) => None,
    }
    .or_else(|| {
        let alone = group.kind == CUT && document.adds_to.is_empty();
        alone.then_some("a cut in a document that does not say what it adds to")
    })
}

/// Whether documents can be attacked together: each that adds cuts to others stands beside all of those, and its cuts are made of groups of
/// the first of them.
pub fn together(documents: &[Document]) -> Result<(), Malformed> {
    for document in documents {
        let find = |digest: &String| documents.iter().find(|other| other.digest == *digest);
        for digest in &document.adds_to {
            if find(digest).is_none_or(|found| found.survey.code != document.survey.code) {
                return Err(Malformed::Alone(digest.chars().take(64).collect()));
            }
        }
        let Some(base) = document.adds_to.first().and_then(find) else {
            continue;
        };
        for group in &document.groups {
            let mut members = group.members.iter().flatten();
            let unknown =
                members.find(|member| !base.groups.iter().any(|known| known.id == **member));
            if let Some(member) = unknown {
                return Err(Malformed::Group {
                    group: group.id.clone(),
                    what: format!("its member \"{member}\" is no group of the first release"),
                });
            }
        }
    }
    Ok(())
}

fn cells(document: &Document, table: &Table) -> Result<(), Malformed> {
    if table.cells.len() != document.groups.len() {
        let what = format!(
            "{} cells for {} groups",
            table.cells.len(),
            document.groups.len()
        );
        return Err(wrong(table, "", &what));
    }
    for (cell, group) in table.cells.iter().zip(&document.groups) {
        if cell.group != group.id {
            let what = format!("the cell of \"{}\" should stand here", group.id);
            return Err(wrong(table, &cell.group, &what));
        }
        if cell.base.shown().is_some() != cell.figures.shown().is_some() {
            return Err(wrong(
                table,
                &cell.group,
                "base and figures: only one is shown",
            ));
        }
        let mut counts: Vec<Figure> = cell.base.shown().into_iter().copied().collect();
        match cell.figures.shown() {
            Some(Figures::Rating { points, .. }) => counts.extend(points),
            Some(Figures::Options(options)) => counts.extend(options.iter().map(|o| o.count)),
            Some(Figures::Ranking(ranked)) => {
                counts.extend(ranked.iter().flat_map(|option| option.places.clone()));
            }
            _ => {}
        }
        let bad = |figure: &Figure| {
            let (Figure::Exact(x) | Figure::AtLeast(x) | Figure::AtMost(x)) = *figure;
            !(0.0..=1e9).contains(&x) || x.fract() != 0.0
        };
        if counts.iter().any(bad) {
            return Err(wrong(table, &cell.group, "a count is no whole number"));
        }
    }
    Ok(())
}

fn wrong(table: &Table, group: &str, what: &str) -> Malformed {
    Malformed::Cell {
        table: table.about.to_string(),
        group: group.to_owned(),
        what: what.to_owned(),
    }
}
