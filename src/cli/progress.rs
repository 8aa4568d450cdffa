//! Progress bars on standard error; they hide themselves where no terminal is.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar that counts to `total`, with a label that says what is being done.
pub(super) fn bar(label: &str, total: usize) -> ProgressBar {
    let bar = ProgressBar::new(total as u64);
    // A template that does not parse would only cost the looks.
    if let Ok(style) =
        ProgressStyle::with_template("{msg:28} {bar:32.cyan/dim} {pos:>6}/{len}  {eta}")
    {
        bar.set_style(style.progress_chars("━╸─"));
    }
    bar.set_message(label.to_owned());
    bar
}

/// Moves a bar; further than its end lengthens it.
pub(super) fn at(bar: &ProgressBar, position: usize, total: usize) {
    bar.set_length(total as u64);
    bar.set_position(position as u64);
}
