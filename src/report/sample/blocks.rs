//! A report of whatever blocks a test is about.

use crate::base::Lang;
use crate::report::{Block, Report};

/// A report with these blocks.
pub(crate) fn with_blocks(lang: Lang, blocks: Vec<Block>) -> Report {
    Report {
        survey: "kl-2008".to_owned(),
        title: "Lederudvikling i kommunerne".to_owned(),
        group: "Netværk Nord".to_owned(),
        own: None,
        lang,
        notes: vec!["Konstruerede data.".to_owned()],
        blocks,
    }
}
