//! Names beside points: measured, placed where there is room, and otherwise numbers with a key below the chart.
//!
//! Invariants: no label lies on another, on a point that matters, or outside of its field. A label that finds no place is left out, never
//! squeezed in: its name stands in the table.

use super::ChartError;
use super::canvas::{Anchor, Canvas, INK, LINE, Layout, MUTED, PAPER, SMALL};
use super::measure::{widest, width, wrapped};

/// Height of a line of a label.
const STEP: i32 = 15;
/// The widest that a name beside a point may be.
const BREADTH: i32 = 150;
/// More than this many names are not written into a chart.
pub(super) const MOST: usize = 12;

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) left: i32,
    pub(super) top: i32,
    pub(super) right: i32,
    pub(super) bottom: i32,
}

impl Area {
    /// Around a point, this far in all directions.
    pub(super) fn around((x, y): (i32, i32), reach: i32) -> Self {
        Self {
            left: x - reach,
            top: y - reach,
            right: x + reach,
            bottom: y + reach,
        }
    }

    /// From a corner, with its size.
    pub(super) fn sized((left, top): (i32, i32), (w, h): (i32, i32)) -> Self {
        Self {
            left,
            top,
            right: left + w,
            bottom: top + h,
        }
    }

    fn meets(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    fn within(&self, other: &Self) -> bool {
        self.left >= other.left
            && self.right <= other.right
            && self.top >= other.top
            && self.bottom <= other.bottom
    }
}

/// What labels must stand clear of, and what they had better not cover.
pub(super) struct Ground {
    /// No label reaches beyond.
    pub(super) field: Area,
    pub(super) never: Vec<Area>,
    pub(super) rather_not: Vec<Area>,
}

/// A label where it goes.
struct Placed {
    lines: Vec<String>,
    area: Area,
    /// The point it belongs to, if that is so far away that a line must lead there.
    far: Option<(i32, i32)>,
}

/// All labels of a chart where they go, and the key of their numbers.
pub(super) struct Labels {
    placed: Vec<Placed>,
    /// Lines of the key, each with its number; empty where names stand beside their points.
    key: Vec<(String, Vec<String>)>,
}

/// Places one label per point, in their order: names if all find room, else numbers.
pub(super) fn labels(layout: Layout, ground: &Ground, points: &[((i32, i32), &str)]) -> Labels {
    let names: Vec<_> = points
        .iter()
        .map(|(at, name)| (*at, wrapped(name, BREADTH, SMALL, true)))
        .collect();
    if !layout.stacked
        && let Some(placed) = place(ground, &names).into_iter().collect()
    {
        return Labels {
            placed,
            key: Vec::new(),
        };
    }
    let number = |at: usize| (at + 1).to_string();
    let numbers: Vec<_> = points
        .iter()
        .enumerate()
        .map(|(number_of, (at, _))| (*at, vec![number(number_of)]))
        .collect();
    let found = place(ground, &numbers);
    let key = points
        .iter()
        .zip(&found)
        .enumerate()
        .filter(|(_, (_, found))| found.is_some())
        .map(|(at, ((_, name), _))| {
            let lines = wrapped(name, layout.width - KEY, SMALL, false);
            (number(at), lines)
        })
        .collect();
    Labels {
        placed: found.into_iter().flatten().collect(),
        key,
    }
}

/// Space for the number of a line of the key.
const KEY: i32 = 24;

fn place(ground: &Ground, labels: &[((i32, i32), Vec<String>)]) -> Vec<Option<Placed>> {
    let mut taken = ground.never.clone();
    labels
        .iter()
        .map(|(at, lines)| {
            let height = STEP * i32::try_from(lines.len()).unwrap_or(1);
            let size = (widest(lines, SMALL, true) + 4, height);
            let (area, far) = candidates(*at, size)
                .filter(|(area, _)| area.within(&ground.field))
                .filter(|(area, _)| !taken.iter().any(|other| area.meets(other)))
                .min_by_key(|(area, far)| {
                    let covers = |other: &&Area| area.meets(other);
                    (ground.rather_not.iter().filter(covers).count(), *far)
                })?;
            taken.push(area);
            Some(Placed {
                lines: lines.clone(),
                area,
                far: far.then_some(*at),
            })
        })
        .collect()
}

/// Places around a point, the nearest first; whether each is far.
fn candidates((x, y): (i32, i32), (w, h): (i32, i32)) -> impl Iterator<Item = (Area, bool)> {
    [12, 20, 32, 48].into_iter().flat_map(move |reach| {
        let slant = reach * 7 / 10;
        [
            (x + reach, y - h / 2),
            (x - reach - w, y - h / 2),
            (x - w / 2, y - reach - h),
            (x - w / 2, y + reach),
            (x + slant, y - slant - h),
            (x + slant, y + slant),
            (x - slant - w, y - slant - h),
            (x - slant - w, y + slant),
        ]
        .map(|corner| (Area::sized(corner, (w, h)), reach > 20))
    })
}

impl Labels {
    /// Height of the key.
    pub(super) fn height(&self) -> i32 {
        let lines: usize = self.key.iter().map(|(_, lines)| lines.len()).sum();
        if lines == 0 {
            0
        } else {
            LINE * i32::try_from(lines).unwrap_or(0) + 14
        }
    }

    /// Draws the lines that lead to labels far away; points are drawn upon them.
    pub(super) fn leaders(&self, canvas: &Canvas<'_, '_>) -> Result<(), ChartError> {
        for label in &self.placed {
            if let Some((x, y)) = label.far {
                let area = &label.area;
                let to = (
                    x.clamp(area.left, area.right),
                    y.clamp(area.top, area.bottom),
                );
                canvas.line((x, y), to, MUTED, 1)?;
            }
        }
        Ok(())
    }

    /// Draws the labels, and the key from `top`.
    pub(super) fn draw(&self, canvas: &Canvas<'_, '_>, top: i32) -> Result<(), ChartError> {
        for label in &self.placed {
            let area = &label.area;
            let mut y = area.top + STEP / 2;
            for line in &label.lines {
                // Lines end where words begin.
                let wide = width(line, SMALL, true) + 4;
                canvas.fill((area.left, y - STEP / 2), (wide, STEP), PAPER)?;
                canvas.bold(line, (area.left + 2, y), SMALL, INK, Anchor::Start)?;
                y += STEP;
            }
        }
        let mut y = top + 14 + LINE / 2;
        for (number, lines) in &self.key {
            canvas.bold(number, (0, y), SMALL, INK, Anchor::Start)?;
            for line in lines {
                canvas.text(line, (KEY, y), SMALL, INK, Anchor::Start)?;
                y += LINE;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELD: Area = Area {
        left: 0,
        top: 0,
        right: 300,
        bottom: 200,
    };

    fn crowd(count: usize, ground: &Ground) -> Vec<Option<Placed>> {
        assert!(crate::render::fonts::register());
        // All at one place, which is where places run out.
        let labels: Vec<_> = (1..=count)
            .map(|number| ((150, 100), vec![number.to_string()]))
            .collect();
        place(ground, &labels)
    }

    #[test]
    fn labels_stand_clear_of_each_other_and_of_what_matters() {
        let ground = Ground {
            field: FIELD,
            never: vec![Area::around((150, 100), 8)],
            rather_not: Vec::new(),
        };
        let placed = crowd(20, &ground);
        assert!(placed.iter().flatten().count() >= 8);
        let areas: Vec<Area> = placed.iter().flatten().map(|label| label.area).collect();
        for (at, area) in areas.iter().enumerate() {
            assert!(area.within(&FIELD));
            assert!(ground.never.iter().all(|other| !area.meets(other)));
            assert!(areas.iter().skip(at + 1).all(|other| !area.meets(other)));
        }
    }

    #[test]
    fn a_label_without_room_is_left_out_and_one_with_a_choice_covers_nothing() {
        let full = Ground {
            field: FIELD,
            never: vec![FIELD],
            rather_not: Vec::new(),
        };
        assert!(crowd(1, &full).iter().all(Option::is_none));
        let choice = Ground {
            field: FIELD,
            never: Vec::new(),
            // A line to the right of the point.
            rather_not: vec![Area::sized((150, 99), (150, 2))],
        };
        let [Some(label)] = &crowd(1, &choice)[..] else {
            panic!("there is room");
        };
        assert!(!label.area.meets(&choice.rather_not[0]));
    }

    #[test]
    fn phones_get_numbers_with_a_key_and_desks_get_names() {
        assert!(crate::render::fonts::register());
        let ground = Ground {
            field: FIELD,
            never: Vec::new(),
            rather_not: Vec::new(),
        };
        let points = [((60, 60), "Netværk Nord"), ((200, 150), "Netværk Syd")];
        let narrow = labels(Layout::NARROW, &ground, &points);
        let said: Vec<_> = narrow.placed.iter().map(|label| &label.lines[0]).collect();
        assert_eq!(said, ["1", "2"]);
        assert_eq!(narrow.key[1].1, ["Netværk Syd"]);
        assert!(narrow.height() > 0);
        let wide = labels(Layout::WIDE, &ground, &points);
        assert_eq!(wide.placed[0].lines, ["Netværk Nord"]);
        assert_eq!(wide.height(), 0);
    }
}
