//! Charts as SVG, small multiples side by side. Lines differ by colour and by dashes, in colours that colour-blind people
//! tell apart (Okabe and Ito 2008, *Color Universal Design*).

use std::fmt::Write;

/// The width of a panel, its labels included, in pixels.
const WIDTH: f64 = 300.0;
/// Its height.
const HEIGHT: f64 = 270.0;
/// What the labels take: left, top, right, bottom.
const MARGIN: (f64, f64, f64, f64) = (52.0, 34.0, 14.0, 46.0);
/// Panels side by side.
const COLUMNS: usize = 3;
/// The height of the title and the legend.
const HEAD: f64 = 70.0;

const INK: &str = "#222222";
const GREY: &str = "#767676";
const GRID: &str = "#e4e4e4";

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Blue, unbroken.
    First,
    /// Vermilion, dashed.
    Second,
    /// Grey, dotted: what to compare with.
    Reference,
}

impl Look {
    fn attributes(self) -> &'static str {
        match self {
            Look::First => "stroke=\"#0072b2\" stroke-width=\"2.2\"",
            Look::Second => "stroke=\"#d55e00\" stroke-width=\"2.2\" stroke-dasharray=\"7 4\"",
            Look::Reference => "stroke=\"#767676\" stroke-width=\"1.4\" stroke-dasharray=\"2 3\"",
        }
    }

    fn colour(self) -> &'static str {
        match self {
            Look::First => "#0072b2",
            Look::Second => "#d55e00",
            Look::Reference => GREY,
        }
    }
}

/// What stands in a panel. Coordinates are the chart's own.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A line through points.
    Line(Look, Vec<(f64, f64)>),
    /// A disc: its place, and its radius in pixels.
    Disc(Look, (f64, f64), f64),
    /// An upright line, from one height to another: an interval.
    Whisker(Look, f64, (f64, f64)),
}

/// An axis: where it begins and ends, and which places on it are named.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    /// What it measures.
    pub title: String,
    /// First and last place.
    pub range: (f64, f64),
    /// Places with their names.
    pub ticks: Vec<(f64, String)>,
}

impl Scale {
    /// From `low` to 1, in steps of a tenth or a fifth.
    pub fn share(title: &str, low: f64) -> Self {
        let step = if low >= 0.5 { 1 } else { 2 };
        let ticks =
            (0..=10).rev().step_by(step).map(|tenth| f64::from(tenth) / 10.0).filter(|&tick| tick >= low - 1e-9);
        Scale { title: title.into(), range: (low, 1.0), ticks: ticks.map(|t| (t, format!("{t:.1}"))).collect() }
    }

    fn place(&self, value: f64) -> f64 {
        (value - self.range.0) / (self.range.1 - self.range.0)
    }
}

/// One chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// What it shows.
    pub title: String,
    /// Left to right.
    pub x: Scale,
    /// Bottom to top.
    pub y: Scale,
    /// Later ones are drawn over earlier ones.
    pub marks: Vec<Mark>,
}

/// A page of charts, with a title and a legend.
pub fn svg(title: &str, legend: &[(Look, &str)], panels: &[Panel]) -> String {
    let columns = panels.len().clamp(1, COLUMNS);
    let width = WIDTH * columns as f64 + 20.0;
    let height = HEAD + HEIGHT * panels.len().div_ceil(columns) as f64 + 10.0;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\" fill=\"{INK}\">\n<title>{title}</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n\
         <text x=\"20\" y=\"28\" font-size=\"16\" font-weight=\"bold\">{title}</text>\n",
        title = escaped(title)
    );
    let mut x = 20.0;
    for (look, name) in legend {
        let _ = writeln!(
            out,
            "<line x1=\"{x}\" y1=\"48\" x2=\"{}\" y2=\"48\" {}/><text x=\"{}\" y=\"52\">{}</text>",
            x + 30.0,
            look.attributes(),
            x + 36.0,
            escaped(name)
        );
        x += 60.0 + 6.2 * name.chars().count() as f64;
    }
    for (at, panel) in panels.iter().enumerate() {
        let (column, row) = ((at % columns) as f64, (at / columns) as f64);
        let _ = writeln!(out, "<g transform=\"translate({} {})\">", 10.0 + column * WIDTH, HEAD + row * HEIGHT);
        draw(panel, &mut out);
        out += "</g>\n";
    }
    out + "</svg>\n"
}

fn draw(panel: &Panel, out: &mut String) {
    let (left, top, right, bottom) = (MARGIN.0, MARGIN.1, WIDTH - MARGIN.2, HEIGHT - MARGIN.3);
    let x = |value: f64| left + (right - left) * panel.x.place(value);
    let y = |value: f64| bottom - (bottom - top) * panel.y.place(value);
    let _ = writeln!(
        out,
        "<text x=\"{left}\" y=\"{}\" font-size=\"13\" font-weight=\"bold\">{}</text>",
        top - 12.0,
        escaped(&panel.title)
    );
    for (value, name) in &panel.y.ticks {
        let _ = writeln!(
            out,
            "<line x1=\"{left}\" x2=\"{right}\" y1=\"{0:.1}\" y2=\"{0:.1}\" stroke=\"{GRID}\"/>\
             <text x=\"{1}\" y=\"{2:.1}\" text-anchor=\"end\">{name}</text>",
            y(*value),
            left - 7.0,
            y(*value) + 4.0
        );
    }
    for (value, name) in &panel.x.ticks {
        let _ = writeln!(
            out,
            "<line x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"{bottom}\" y2=\"{1}\" stroke=\"{GREY}\"/>\
             <text x=\"{0:.1}\" y=\"{2}\" text-anchor=\"middle\">{name}</text>",
            x(*value),
            bottom + 4.0,
            bottom + 17.0
        );
    }
    let (across, up) = ((left + right) / 2.0, (top + bottom) / 2.0);
    let _ = writeln!(
        out,
        "<line x1=\"{left}\" x2=\"{right}\" y1=\"{bottom}\" y2=\"{bottom}\" stroke=\"{GREY}\"/>\n\
         <text x=\"{across}\" y=\"{}\" text-anchor=\"middle\" fill=\"{GREY}\">{}</text>\n\
         <text transform=\"translate(14 {up}) rotate(-90)\" text-anchor=\"middle\" fill=\"{GREY}\">{}</text>",
        bottom + 34.0,
        escaped(&panel.x.title),
        escaped(&panel.y.title)
    );
    for mark in &panel.marks {
        let _ = match mark {
            Mark::Line(look, points) => {
                let points: Vec<String> = points.iter().map(|p| format!("{:.1},{:.1}", x(p.0), y(p.1))).collect();
                let look = look.attributes();
                writeln!(
                    out,
                    "<polyline points=\"{}\" fill=\"none\" stroke-linejoin=\"round\" {look}/>",
                    points.join(" ")
                )
            }
            Mark::Disc(look, at, radius) => writeln!(
                out,
                "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius:.1}\" fill=\"{}\" fill-opacity=\"0.75\"/>",
                x(at.0),
                y(at.1),
                look.colour()
            ),
            Mark::Whisker(look, at, (low, high)) => writeln!(
                out,
                "<line x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"{1:.1}\" y2=\"{2:.1}\" stroke=\"{3}\" stroke-width=\"1.4\"/>",
                x(*at),
                y(*low),
                y(*high),
                look.colour()
            ),
        };
    }
}

/// Text as XML has it, without the control characters that XML has not.
fn escaped(text: &str) -> String {
    let safe = super::style::safe(text);
    safe.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
