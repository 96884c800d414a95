//! The picture: two charts side by side, both axes logarithmic.

use std::error::Error;
use std::path::Path;

use forebay_benches::Figures;
use plotters::coord::Shift;
use plotters::prelude::*;

use crate::{CAPACITIES, Line};

const SIZE: (u32, u32) = (1200, 620);
const CAPTION: u32 = 40;
const FONT: &str = "sans-serif";

/// The two lines that this is about; the others are thinner.
const OURS: [RGBColor; 2] = [RGBColor(200, 30, 30), RGBColor(240, 140, 40)];

const OTHERS: [RGBColor; 6] = [
    RGBColor(60, 60, 60),
    RGBColor(40, 110, 190),
    RGBColor(60, 160, 90),
    RGBColor(140, 90, 180),
    RGBColor(120, 170, 210),
    RGBColor(150, 130, 90),
];

/// Draws all lines into `file`.
///
/// # Errors
/// If the file cannot be written.
pub(crate) fn draw(lines: &[Line], machine: &str, file: &Path) -> Result<(), Box<dyn Error>> {
    let root = SVGBackend::new(file, SIZE).into_drawing_area();
    root.fill(&WHITE)?;
    let (charts, caption) = root.split_vertically(SIZE.1 - CAPTION);
    let style = (FONT, 14).into_font().color(&BLACK.mix(0.7));
    caption.draw(&Text::new(machine.to_owned(), (20, 10), style))?;
    let (left, right) = charts.split_horizontally(SIZE.0 / 2);
    let range = range(lines);
    let wall = |of: &Figures| of.min;
    let cpu = |of: &Figures| of.cpu_min;
    chart(&left, "Time that passes", lines, range, wall, true)?;
    chart(
        &right,
        "Processor time of all threads",
        lines,
        range,
        cpu,
        false,
    )?;
    root.present()?;
    Ok(())
}

/// From the least to the most, so that both charts have the same axis.
fn range(lines: &[Line]) -> (f64, f64) {
    let all = lines.iter().flat_map(|line| &line.points);
    let (least, most) = all.fold((f64::MAX, f64::MIN), |(least, most), of| {
        (
            least.min(of.min).min(of.cpu_min),
            most.max(of.min).max(of.cpu_min),
        )
    });
    (least.max(0.1) * 0.8, most * 1.25)
}

fn chart(
    area: &DrawingArea<SVGBackend<'_>, Shift>,
    title: &str,
    lines: &[Line],
    (least, most): (f64, f64),
    value: impl Fn(&Figures) -> f64,
    has_legend: bool,
) -> Result<(), Box<dyn Error>> {
    let mut chart = ChartBuilder::on(area)
        .caption(title, (FONT, 18))
        .margin(15)
        .x_label_area_size(45)
        .y_label_area_size(65)
        .build_cartesian_2d((0.9_f64..1150.0).log_scale(), (least..most).log_scale())?;
    chart
        .configure_mesh()
        .light_line_style(BLACK.mix(0.05))
        .x_desc("capacity of the boundary, elements")
        .y_desc("nanoseconds for an element")
        .x_label_formatter(&|x| format!("{x:.0}"))
        .y_label_formatter(&|y| {
            if *y < 1.0 {
                format!("{y:.1}")
            } else {
                format!("{y:.0}")
            }
        })
        .label_style((FONT, 13))
        .draw()?;
    let (mut ours, mut others) = (OURS.iter(), OTHERS.iter());
    for line in lines {
        let is_ours = line.way.name.starts_with("forebay");
        let color = if is_ours { ours.next() } else { others.next() };
        let style = ShapeStyle {
            color: color.unwrap_or(&BLACK).to_rgba(),
            filled: false,
            stroke_width: if is_ours { 3 } else { 1 },
        };
        let points = CAPACITIES.iter().zip(&line.points);
        let points = points.map(|(capacity, of)| (f64::from(*capacity), value(of)));
        chart
            .draw_series(LineSeries::new(points, style))?
            .label(line.way.name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 20, y)], style));
    }
    if has_legend {
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::LowerLeft)
            .background_style(WHITE.mix(0.9))
            .border_style(BLACK.mix(0.3))
            .label_font((FONT, 13))
            .draw()?;
    }
    Ok(())
}
