//! The structure that a screen reader walks: headings, paragraphs, lists, tables and figures in reading order.

/// What a part of the document is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Role {
    /// A section with its heading.
    Section,
    /// A heading: level 1 to 3, and its words.
    Heading(u16, String),
    Paragraph,
    /// A list; numbered or not.
    List(bool),
    Item,
    Label,
    Body,
    Table,
    TableHead,
    TableBody,
    TableRow,
    /// A header of a column, or of a row.
    ColumnHeader,
    RowHeader,
    TableCell,
    /// A chart, with what it says.
    Figure(String),
}

/// Name of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part(usize);

#[derive(Debug)]
pub(super) struct Node {
    pub(super) role: Role,
    pub(super) parts: Vec<Part>,
}

/// All parts of a document.
#[derive(Debug, Default)]
pub(super) struct Structure {
    nodes: Vec<Node>,
    /// Parts that lie in no other.
    pub(super) roots: Vec<Part>,
}

impl Structure {
    /// Adds a part at the end of another, or of the document.
    pub(super) fn add(&mut self, parent: Option<Part>, role: Role) -> Part {
        let part = Part(self.nodes.len());
        self.nodes.push(Node {
            role,
            parts: Vec::new(),
        });
        match parent.and_then(|Part(at)| self.nodes.get_mut(at)) {
            Some(parent) => parent.parts.push(part),
            None => self.roots.push(part),
        }
        part
    }

    pub(super) fn node(&self, Part(at): Part) -> Option<&Node> {
        self.nodes.get(at)
    }
}
