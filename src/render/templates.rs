//! Handlebars in strict mode over embedded templates. A missing value is an error, in helpers too.

use handlebars::{
    Context, Handlebars, Helper, HelperResult, Output, PathAndJson, RenderContext,
    RenderErrorReason,
};
use serde::Serialize;

use super::RenderError;
use crate::base::Lang;

macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("templates/", $name, ".hbs")))),*]
    };
}

/// Every template of the folder; a test compares the two.
const TEMPLATES: &[(&str, &str)] = &embedded![
    "emails/invitation/body.html",
    "emails/invitation/body.txt",
    "emails/invitation/subject.txt",
    "emails/reminder/body.html",
    "emails/reminder/body.txt",
    "emails/reminder/subject.txt",
    "pages/anonymous",
    "pages/check",
    "pages/home",
    "pages/index",
    "pages/items/apart",
    "pages/items/multi",
    "pages/items/number",
    "pages/items/points",
    "pages/items/rank",
    "pages/items/rows",
    "pages/items/single",
    "pages/items/text",
    "pages/questionnaire",
    "pages/respond/intro",
    "pages/respond/obstacles",
    "pages/respond/opening",
    "pages/respond/send",
    "pages/respond/thanks",
    "report/card",
    "report/charts",
    "report/cover",
    "report/dialogue",
    "report/explanation",
    "report/figure",
    "report/groups",
    "report/heat",
    "report/method",
    "report/plan",
    "report/points",
    "report/report",
    "report/sentences",
    "report/withheld",
    "report/words",
];

/// Where a template has its place for finished HTML, with the end of the line.
const INNER: &str = "<!--inner-->\n";

/// The parsed templates.
pub(super) struct Templates {
    html: Handlebars<'static>,
    text: Handlebars<'static>,
}

impl Templates {
    pub(super) fn new() -> Result<Self, RenderError> {
        let mut html = registry();
        html.register_escape_fn(escape);
        let mut text = registry();
        text.register_escape_fn(handlebars::no_escape);
        for (name, source) in TEMPLATES {
            let into = if is_text(name) { &mut text } else { &mut html };
            into.register_template_string(name, source)
                .map_err(|error| RenderError::Template(name, error.to_string()))?;
        }
        Ok(Self { html, text })
    }

    /// Fills a template that names a place, and puts finished HTML there. Charts are long: this way they are copied once.
    pub(super) fn around(
        &self,
        name: &'static str,
        view: &impl Serialize,
        inner: &str,
    ) -> Result<String, RenderError> {
        let page = self.render(name, view)?;
        // No text of a view can be the mark: it would be escaped.
        let (before, after) = page
            .split_once(INNER)
            .ok_or_else(|| RenderError::Page(name, format!("it names no place: {INNER}")))?;
        Ok([before, inner, after].concat())
    }

    /// Fills a template; names ending in `.txt` are plain text, all others HTML.
    pub(super) fn render(
        &self,
        name: &'static str,
        view: &impl Serialize,
    ) -> Result<String, RenderError> {
        let registry = if is_text(name) {
            &self.text
        } else {
            &self.html
        };
        registry
            .render(name, view)
            .map_err(|error| RenderError::Page(name, error.to_string()))
    }
}

fn is_text(name: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, ending)| ending == "txt")
}

fn registry() -> Handlebars<'static> {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    registry.register_helper("t", Box::new(in_language));
    registry.register_helper("both", Box::new(in_both));
    registry.register_helper("whole", Box::new(whole));
    registry
}

/// Escapes a text for HTML and XML, in content and in attributes.
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest
        .bytes()
        .position(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\''))
    {
        let (before, from) = rest.split_at(at);
        safe.push_str(before);
        let mut letters = from.chars();
        safe.push_str(match letters.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('"') => "&quot;",
            _ => "&#39;",
        });
        rest = letters.as_str();
    }
    safe.push_str(rest);
    safe
}

type Reason = RenderErrorReason;

fn present<'a, 'rc>(h: &'a Helper<'rc>, at: usize) -> Result<&'a PathAndJson<'rc>, Reason> {
    let name = || h.name().to_owned();
    let param = h
        .param(at)
        .ok_or_else(|| Reason::Other(format!("{}: value {at} is not given", name())))?;
    if param.is_value_missing() {
        let path = param.relative_path().cloned();
        return Err(Reason::MissingVariable(path));
    }
    Ok(param)
}

fn text_of<'a>(h: &'a Helper<'_>, at: usize) -> Result<&'a str, Reason> {
    present(h, at)?
        .value()
        .as_str()
        .ok_or_else(|| Reason::Other(format!("{}: value {at} is not a text", h.name())))
}

/// `{{t "dansk" "English"}}`: the words in the page's language, which its view names as `lang`.
fn in_language(
    h: &Helper<'_>,
    registry: &Handlebars<'_>,
    context: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let lang = context
        .data()
        .get("lang")
        .and_then(serde_json::Value::as_str);
    let words = match lang {
        Some("da") => text_of(h, 0)?,
        Some("en") => text_of(h, 1)?,
        _ => return Err(Reason::Other("t: the view names no language".to_owned()).into()),
    };
    out.write(&registry.get_escape_fn()(words))?;
    Ok(())
}

/// `{{both "dansk" "English"}}` or `{{both text}}`: both languages, of which the page shows one.
fn in_both(
    h: &Helper<'_>,
    registry: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let value = present(h, 0)?.value();
    let (da, en) = if value.is_object() {
        let part = |name: &str| {
            value
                .get(name)
                .and_then(serde_json::Value::as_str)
                .ok_or_else(|| Reason::Other(format!("both: the text has no {name}")))
        };
        (part("da")?, part("en")?)
    } else {
        (text_of(h, 0)?, text_of(h, 1)?)
    };
    let escape = registry.get_escape_fn();
    out.write(&format!(
        "<span lang=\"da\">{}</span><span lang=\"en\">{}</span>",
        escape(da),
        escape(en)
    ))?;
    Ok(())
}

/// `{{whole count}}`: a whole number as each language writes it, of which the page shows one; once where both write it alike.
fn whole(
    h: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let value = present(h, 0)?.value();
    let number = value
        .as_f64()
        .ok_or_else(|| Reason::Other("whole: not a number".to_owned()))?;
    let [da, en] = Lang::ALL.map(|lang| lang.number(number, 0));
    if da == en {
        out.write(&da)?;
    } else {
        out.write(&format!(
            "<span lang=\"da\">{da}</span><span lang=\"en\">{en}</span>"
        ))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    fn files(folder: &Path, into: &mut BTreeSet<String>, root: &Path) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path, into, root);
            } else {
                let name = path
                    .strip_prefix(root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                into.insert(
                    name.strip_suffix(".hbs")
                        .expect("only templates here")
                        .to_owned(),
                );
            }
        }
    }

    #[test]
    fn every_template_of_the_folder_is_embedded_and_parses() {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/render/templates"));
        let mut found = BTreeSet::new();
        files(root, &mut found, root);
        let listed: BTreeSet<String> = TEMPLATES
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .collect();
        assert_eq!(found, listed);
        Templates::new().unwrap();
    }

    #[test]
    fn a_missing_value_is_an_error_in_helpers_too() {
        let registry = registry();
        let view = serde_json::json!({ "lang": "da" });
        for source in [
            "{{missing}}",
            "{{t missing missing}}",
            "{{both missing}}",
            "{{t \"kun dansk\" missing}}x{{both a b}}",
        ] {
            assert!(registry.render_template(source, &view).is_err(), "{source}");
        }
        assert!(
            registry
                .render_template("{{t \"a\" \"b\"}}", &serde_json::json!({}))
                .is_err()
        );
    }

    #[test]
    fn helpers_escape() {
        let mut registry = registry();
        registry.register_escape_fn(escape);
        let view = serde_json::json!({ "lang": "en", "text": { "da": "<b>", "en": "a & \"b\"" } });
        let page = registry
            .render_template("{{both text}}{{t \"<\" \">\"}}", &view)
            .unwrap();
        assert_eq!(
            page,
            "<span lang=\"da\">&lt;b&gt;</span><span lang=\"en\">a &amp; &quot;b&quot;</span>&gt;"
        );
    }
}
