//! The report as text.

use std::io::{self, Write};

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use forebay::Ledger;
use indicatif::{HumanBytes, HumanCount};

use crate::escape::shown;
use crate::findings::Findings;
use crate::paths::{PATH_LENGTH_MAX, Paths};
use crate::report::Report;
use crate::slowest::Slowest;
use crate::tally::Tally;

/// How many paths are shown.
const PATHS_SHOWN: usize = 10;

/// How much of a path is shown.
const PATH_WIDTH: usize = 56;

/// Writes the whole report.
///
/// # Errors
/// What the system says if `out` takes no more.
pub(crate) fn print(
    name: &str,
    report: &Report,
    ledger: &Ledger,
    out: &mut impl Write,
) -> io::Result<()> {
    totals(name, report, out)?;
    if report.total.requests > 0 {
        statuses(report, out)?;
        paths(&report.by_path, &report.without_path, &report.total, out)?;
        slowest(&report.slowest, out)?;
    }
    writeln!(
        out,
        "\nMalformed lines: {}",
        HumanCount(report.malformed_lines.count())
    )?;
    findings(&report.malformed_lines, out)?;
    if report.malformed_requests.count() > 0 {
        let count = HumanCount(report.malformed_requests.count());
        writeln!(
            out,
            "\nRequests that are no HTTP: {count}, counted above under no path"
        )?;
        findings(&report.malformed_requests, out)?;
    }
    writeln!(out, "\nLedger of the run\n{ledger}")
}

fn totals(name: &str, report: &Report, out: &mut impl Write) -> io::Result<()> {
    let Report { lines, total, .. } = report;
    writeln!(out, "Report on {name}")?;
    writeln!(out, "  lines     {}", HumanCount(*lines))?;
    writeln!(out, "  requests  {}", HumanCount(total.requests))?;
    writeln!(
        out,
        "  malformed {}",
        HumanCount(report.malformed_lines.count())
    )?;
    let bytes = total.bytes_sent;
    writeln!(
        out,
        "  served    {} ({} bytes)",
        HumanBytes(bytes),
        HumanCount(bytes)
    )?;
    if let Some((first, last)) = &report.period {
        let (first, last) = (shown(first, first.len()), shown(last, last.len()));
        writeln!(out, "  ended     {first} to {last}")?;
    }
    Ok(())
}

fn statuses(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let mut table = table(["status", "requests", "share", "bytes"]);
    for (status, tally) in &report.by_status {
        table.add_row([
            format!("{status:03}"),
            HumanCount(tally.requests).to_string(),
            share(tally, &report.total),
            HumanBytes(tally.bytes_sent).to_string(),
        ]);
    }
    write_table("By status", &table, out)
}

fn paths(
    paths: &Paths,
    without_path: &Tally,
    total: &Tally,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut table = table(["requests", "share", "4xx", "5xx", "bytes", "path"]);
    align_left(&mut table, 5);
    let (top, rest) = paths.top(PATHS_SHOWN);
    let mut add = |path: &str, tally: &Tally| {
        table.add_row([
            HumanCount(tally.requests).to_string(),
            share(tally, total),
            HumanCount(tally.client_errors).to_string(),
            HumanCount(tally.server_errors).to_string(),
            HumanBytes(tally.bytes_sent).to_string(),
            path.to_owned(),
        ]);
    };
    for (path, tally) in top {
        add(&shown(path, PATH_WIDTH), tally);
    }
    if rest.requests > 0 {
        add("(all other paths)", &rest);
    }
    if without_path.requests > 0 {
        add("(no path)", without_path);
    }

    let title = format!("Busiest paths, of {}", distinct(paths));
    write_table(&title, &table, out)?;
    if paths.missed_max() > 0 {
        writeln!(
            out,
            "  There were more than {} distinct paths, so rare ones were counted as others.\n  \
             A count may lack up to {} of the path's requests; no path with more is missing.",
            HumanCount(paths.capacity() as u64),
            HumanCount(paths.missed_max()),
        )?;
    }
    Ok(())
}

fn distinct(paths: &Paths) -> String {
    let (more, count) = match paths.missed_max() {
        0 => ("", paths.len()),
        _ => ("more than ", paths.capacity()),
    };
    format!(
        "{more}{} (queries and all beyond {PATH_LENGTH_MAX} bytes left out)",
        HumanCount(count as u64)
    )
}

fn slowest(slowest: &Slowest, out: &mut impl Write) -> io::Result<()> {
    if slowest.requests().is_empty() {
        return writeln!(out, "\nSlowest requests: the log carries no times");
    }
    let mut table = table(["seconds", "line", "status", "request"]);
    align_left(&mut table, 3);
    for slow in slowest.requests() {
        let milliseconds = slow.milliseconds;
        table.add_row([
            format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000),
            slow.line_number.to_string(),
            format!("{:03}", slow.status),
            slow.request.clone(),
        ]);
    }
    write_table("Slowest requests", &table, out)
}

fn findings(findings: &Findings, out: &mut impl Write) -> io::Result<()> {
    for finding in findings.first() {
        writeln!(out, "  {finding}")?;
    }
    match findings.count() - findings.first().len() as u64 {
        0 => Ok(()),
        more => writeln!(out, "  and {} more", HumanCount(more)),
    }
}

/// A table of numbers. Its width depends on what is in it, never on the terminal.
fn table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(header);
    for column in table.column_iter_mut() {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn align_left(table: &mut Table, index: usize) {
    if let Some(column) = table.column_mut(index) {
        column.set_cell_alignment(CellAlignment::Left);
    }
}

fn write_table(title: &str, table: &Table, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\n{title}")?;
    for line in table.lines() {
        writeln!(out, " {}", line.trim_end())?;
    }
    Ok(())
}

/// The share of all requests in per cent, rounded to tenths without floating point.
fn share(tally: &Tally, total: &Tally) -> String {
    let (part, whole) = (
        u128::from(tally.requests),
        u128::from(total.requests.max(1)),
    );
    let tenths = (part * 1000 + whole / 2) / whole;
    format!("{}.{} %", tenths / 10, tenths % 10)
}
