//! Pages become a file: PDF 1.7 with a structure tree, checked against PDF/UA-1 (ISO 14289-1) by the writer itself.
//!
//! Invariant: no clock and no chance, so the same pages give the same bytes.

use std::num::NonZeroU16;

use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{Path, PathBuilder, Point, Rect, Transform};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke as Pen, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, BBox, ContentTag, Identifier, ListNumbering, Node, SpanTag,
    TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

use super::flow::Flow;
use super::sheet::{Bookmark, Ink, Owner, PAGE, Sheets};
use super::tags::{Part, Role, Structure};
use super::typeface::{Color, Line, Style, Typeface};
use super::{PdfError, Streams};
use crate::render::chart::{Anchor, Drawing, Stroke};
use crate::render::fonts;

/// What a file says about itself.
pub(super) struct About<'a> {
    pub(super) title: &'a str,
    pub(super) subject: &'a str,
    /// Language tag.
    pub(super) lang: &'a str,
}

struct Pens<'a> {
    typeface: &'a Typeface,
    regular: Font,
    bold: Font,
    drawings: &'a [Drawing],
}

/// Pieces of each part, by page: what the structure tree hangs on.
type Pieces = Vec<(Part, Identifier, Option<BBox>)>;

/// Writes the file.
pub(super) fn write(
    about: &About<'_>,
    sheets: &Sheets,
    flow: &Flow<'_>,
    streams: Streams,
) -> Result<Vec<u8>, PdfError> {
    let packed = streams == Streams::Packed;
    let drawings = flow.drawings.as_slice();
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|fault| PdfError(format!("{fault:?}")))?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        pretty: !packed,
        compress_content_streams: packed,
        ..SerializeSettings::default()
    });
    let font = |bytes: &'static [u8]| {
        Font::new(bytes.into(), 0).ok_or_else(|| PdfError("the typeface cannot be read".to_owned()))
    };
    let pens = Pens {
        typeface: flow.typeface,
        regular: font(fonts::REGULAR)?,
        bold: font(fonts::BOLD)?,
        drawings,
    };
    let mut pieces = Pieces::new();
    for (number, page) in sheets.pages.iter().enumerate() {
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1)
            .ok_or_else(|| PdfError("a page has no size".to_owned()))?;
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        for run in page.ink.chunk_by(|(one, _), (other, _)| one == other) {
            let Some((owner, _)) = run.first() else {
                continue;
            };
            let id = surface.start_tagged(tag_of(*owner, run));
            for (_, ink) in run {
                pens.draw(&mut surface, ink);
            }
            surface.end_tagged();
            if let Owner::Part(part) = owner {
                pieces.push((
                    *part,
                    id,
                    bounds(run, drawings).map(|it| BBox::new(number, it)),
                ));
            }
        }
        surface.finish();
        sheet.finish();
    }
    // A row over two pages has its pieces apart.
    pieces.sort_by_key(|(part, ..)| *part);
    let mut tree = TagTree::new().with_lang(Some(about.lang.to_owned()));
    for part in &flow.structure.roots {
        if let Some(node) = group(*part, &flow.structure, &pieces) {
            tree.push(node);
        }
    }
    document.set_tag_tree(tree);
    document.set_outline(outline(&sheets.bookmarks));
    document.set_metadata(
        Metadata::new()
            .title(about.title.to_owned())
            .description(about.subject.to_owned())
            .language(about.lang.to_owned())
            .creator("Pejling".to_owned()),
    );
    document
        .finish()
        .map_err(|fault| PdfError(format!("{fault:?}")))
}

fn tag_of(owner: Owner, run: &[(Owner, Ink)]) -> ContentTag<'static> {
    let artifact = |kind| ContentTag::Artifact(Artifact::with_kind(kind));
    match owner {
        Owner::Decoration => artifact(ArtifactType::Layout),
        Owner::Repetition => artifact(ArtifactType::PaginationOther),
        Owner::Footer => artifact(ArtifactType::Footer),
        Owner::Part(_) => {
            if run.iter().any(|(_, ink)| matches!(ink, Ink::Chart(..))) {
                ContentTag::Other
            } else {
                ContentTag::Span(SpanTag::empty())
            }
        }
    }
}

/// The box of a chart.
fn bounds(run: &[(Owner, Ink)], drawings: &[Drawing]) -> Option<Rect> {
    run.iter().find_map(|(_, ink)| match ink {
        Ink::Chart((x, y), at, scale) => {
            let drawing = drawings.get(*at)?;
            let (width, height) = (drawing.width as f32, drawing.height as f32);
            Rect::from_xywh(*x, *y, width * scale, height * scale)
        }
        _ => None,
    })
}

fn group(part: Part, structure: &Structure, pieces: &Pieces) -> Option<Node> {
    let node = structure.node(part)?;
    let from = pieces.partition_point(|(of, ..)| *of < part);
    let own = pieces
        .get(from..)?
        .iter()
        .take_while(|(of, ..)| *of == part);
    let bbox = own.clone().find_map(|(.., bbox)| *bbox);
    let mut group = TagGroup::new(kind(&node.role, bbox));
    for (_, id, _) in own {
        group.push(*id);
    }
    for part in &node.parts {
        if let Some(node) = self::group(*part, structure, pieces) {
            group.push(node);
        }
    }
    Some(group.into())
}

fn kind(role: &Role, bbox: Option<BBox>) -> TagKind {
    match role {
        Role::Section => Tag::Section.into(),
        Role::Heading(level, words) => {
            let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
            Tag::Hn(level, Some(words.clone())).into()
        }
        Role::Paragraph => Tag::P.into(),
        Role::List(true) => Tag::L(ListNumbering::Decimal).into(),
        Role::List(false) => Tag::L(ListNumbering::None).into(),
        Role::Item => Tag::LI.into(),
        Role::Label => Tag::Lbl.into(),
        Role::Body => Tag::LBody.into(),
        Role::Table => Tag::Table.into(),
        Role::TableHead => Tag::THead.into(),
        Role::TableBody => Tag::TBody.into(),
        Role::TableRow => Tag::TR.into(),
        Role::ColumnHeader => Tag::TH(TableHeaderScope::Column).into(),
        Role::RowHeader => Tag::TH(TableHeaderScope::Row).into(),
        Role::TableCell => Tag::TD.into(),
        Role::Figure(alt) => Tag::Figure(Some(alt.clone())).with_bbox(bbox).into(),
    }
}

fn outline(bookmarks: &[Bookmark]) -> Outline {
    let mut outline = Outline::new();
    let mut open: Option<OutlineNode> = None;
    for mark in bookmarks {
        let to = XyzDestination::new(mark.page, Point::from_xy(0.0, (mark.y - 12.0).max(0.0)));
        let node = OutlineNode::new(mark.words.clone(), to);
        match &mut open {
            Some(section) if mark.level > 2 => section.push_child(node),
            _ => {
                if let Some(section) = open.replace(node) {
                    outline.push_child(section);
                }
            }
        }
    }
    if let Some(section) = open {
        outline.push_child(section);
    }
    outline
}

fn fill((red, green, blue): Color) -> Fill {
    Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        opacity: NormalizedF32::ONE,
        ..Fill::default()
    }
}

fn area(x: f32, y: f32, width: f32, height: f32) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(x, y, width, height)?);
    path.finish()
}

fn through(points: &[(f32, f32)]) -> Option<PathBuilder> {
    let mut path = PathBuilder::new();
    let ((x, y), rest) = points.split_first()?;
    path.move_to(*x, *y);
    for (x, y) in rest {
        path.line_to(*x, *y);
    }
    Some(path)
}

fn open(points: &[(f32, f32)]) -> Option<Path> {
    through(points)?.finish()
}

fn closed(corners: &[(f32, f32)]) -> Option<Path> {
    let mut path = through(corners)?;
    path.close();
    path.finish()
}

/// Slanting lines inside a rectangle.
fn hatch((left, top): (f32, f32), (width, height): (f32, f32)) -> Option<Path> {
    const STEP: f32 = 4.5;
    let mut path = PathBuilder::new();
    // Each line rises from the lower edge, or from the left one.
    let mut start = STEP - height;
    while start < width {
        let (from, to) = ((-start).max(0.0), height.min(width - start));
        path.move_to(left + start + from, top + height - from);
        path.line_to(left + start + to, top + height - to);
        start += STEP;
    }
    path.finish()
}

/// A circle of four curves, which differ from a true one by less than a thousandth of its radius.
fn disc((x, y): (f32, f32), r: f32) -> Option<Path> {
    let bend = 0.552_284_8 * r;
    let mut path = PathBuilder::new();
    path.move_to(x + r, y);
    path.cubic_to(x + r, y + bend, x + bend, y + r, x, y + r);
    path.cubic_to(x - bend, y + r, x - r, y + bend, x - r, y);
    path.cubic_to(x - r, y - bend, x - bend, y - r, x, y - r);
    path.cubic_to(x + bend, y - r, x + r, y - bend, x + r, y);
    path.close();
    path.finish()
}

impl Pens<'_> {
    fn draw(&self, surface: &mut Surface<'_>, ink: &Ink) {
        match ink {
            Ink::Text(at, line, style) => self.text(surface, *at, line, *style),
            Ink::Area((x, y, width, height), color) => {
                paint(surface, area(*x, *y, *width, *height), *color);
            }
            Ink::Hatch((x, y, width, height), color) => {
                let pen = || (0.5, None);
                trace(surface, area(*x, *y, *width, *height), *color, pen());
                trace(surface, hatch((*x, *y), (*width, *height)), *color, pen());
            }
            Ink::Chart((x, y), at, scale) => {
                let Some(drawing) = self.drawings.get(*at) else {
                    return;
                };
                surface.push_transform(&Transform::from_row(*scale, 0.0, 0.0, *scale, *x, *y));
                for stroke in &drawing.strokes {
                    self.stroke(surface, stroke);
                }
                surface.pop();
            }
        }
    }

    fn text(&self, surface: &mut Surface<'_>, (x, y): (f32, f32), line: &Line, style: Style) {
        let glyphs: Vec<KrillaGlyph> = line
            .glyphs
            .iter()
            .map(|glyph| {
                KrillaGlyph::new(
                    GlyphId::new(glyph.id),
                    glyph.advance,
                    glyph.shift.0,
                    glyph.shift.1,
                    0.0,
                    glyph.range.clone(),
                    None,
                )
            })
            .collect();
        if glyphs.is_empty() {
            return;
        }
        let font = if style.bold {
            &self.bold
        } else {
            &self.regular
        };
        surface.set_stroke(None);
        surface.set_fill(Some(fill(style.color)));
        let at = Point::from_xy(x, y);
        surface.draw_glyphs(at, &glyphs, font.clone(), &line.text, style.size, false);
    }

    fn stroke(&self, surface: &mut Surface<'_>, stroke: &Stroke) {
        match stroke {
            Stroke::Fill(at, size, color) => {
                let ((x, y), (width, height)) = (real(*at), real(*size));
                paint(surface, area(x, y, width, height), *color);
            }
            Stroke::Shape(corners, color) => {
                let corners: Vec<_> = corners.iter().map(|at| real(*at)).collect();
                paint(surface, closed(&corners), *color);
            }
            Stroke::Disc(at, radius, color) => {
                paint(surface, disc(real(*at), *radius as f32), *color);
            }
            Stroke::Frame(at, size, color) => {
                let ((x, y), (width, height)) = (real(*at), real(*size));
                trace(surface, area(x, y, width, height), *color, (1.0, None));
            }
            Stroke::Path(points, color, thick, dashed) => {
                let points: Vec<_> = points.iter().map(|at| real(*at)).collect();
                let dash = dashed.then(|| StrokeDash {
                    array: vec![6.0, 4.0],
                    offset: 0.0,
                });
                trace(surface, open(&points), *color, (*thick as f32, dash));
            }
            Stroke::Text {
                text,
                at,
                size,
                color,
                anchor,
                bold,
            } => {
                let style = Style {
                    size: *size as f32,
                    leading: 0.0,
                    bold: *bold,
                    color: *color,
                    tabular: true,
                    tracking: 0.0,
                };
                let line = self.typeface.line(text, style);
                let (x, y) = real(*at);
                let shift = match anchor {
                    Anchor::Start => 0.0,
                    Anchor::Middle => line.width / 2.0,
                    Anchor::End => line.width,
                };
                // Half the height of a lower-case letter, as the SVG files do.
                self.text(surface, (x - shift, y + 0.273 * style.size), &line, style);
            }
        }
    }
}

fn real((x, y): (i32, i32)) -> (f32, f32) {
    (x as f32, y as f32)
}

fn paint(surface: &mut Surface<'_>, path: Option<Path>, color: Color) {
    if let Some(path) = path {
        surface.set_stroke(None);
        surface.set_fill(Some(fill(color)));
        surface.draw_path(&path);
    }
}

fn trace(
    surface: &mut Surface<'_>,
    path: Option<Path>,
    (red, green, blue): Color,
    (width, dash): (f32, Option<StrokeDash>),
) {
    if let Some(path) = path {
        surface.set_fill(None);
        surface.set_stroke(Some(Pen {
            paint: rgb::Color::new(red, green, blue).into(),
            width,
            dash,
            ..Pen::default()
        }));
        surface.draw_path(&path);
    }
}
