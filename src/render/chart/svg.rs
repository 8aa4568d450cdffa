//! A drawing becomes a picture that also speaks: title, description, role; inline for a page, or a file of its own.

use super::Drawing;
use crate::render::fonts;
use crate::render::templates::escape;

/// What a chart says to those who do not see it.
pub(in crate::render) struct Captions<'a> {
    /// Unique name within the page: letters, digits and hyphens.
    pub(in crate::render) id: &'a str,
    /// Title.
    pub(in crate::render) title: &'a str,
    /// Summary in a sentence.
    pub(in crate::render) summary: &'a str,
}

/// Inside a page, which brings the typeface. `class` tells the style sheet when to show it.
pub(in crate::render) fn inline(drawing: &Drawing, captions: &Captions<'_>, class: &str) -> String {
    let id = format!("{}-{class}", captions.id);
    let open = opening(drawing, &id, &format!(" class=\"chart {class}\""));
    format!("{open}{}{}</svg>", speech(&id, captions), drawing.body)
}

/// A file of its own, with the typeface and a white ground inside.
pub(in crate::render) fn standalone(drawing: &Drawing, captions: &Captions<'_>) -> String {
    let (width, height, margin) = (drawing.width, drawing.height, 16);
    let (w, h) = (width + 2 * margin, height + 2 * margin);
    let id = captions.id;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"-{margin} -{margin} {w} {h}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\" font-family=\"Inter, Arial, sans-serif\">{}<style>{}</style><rect x=\"-{margin}\" y=\"-{margin}\" width=\"{w}\" height=\"{h}\" fill=\"#ffffff\"/>{}</svg>\n",
        speech(id, captions),
        fonts::embedded_css(),
        drawing.body
    )
}

fn opening(drawing: &Drawing, id: &str, more: &str) -> String {
    let (width, height) = (drawing.width, drawing.height);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\"{more} font-family=\"Inter, Arial, sans-serif\">"
    )
}

fn speech(id: &str, captions: &Captions<'_>) -> String {
    format!(
        "<title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>",
        escape(captions.title),
        escape(captions.summary)
    )
}
