//! The files of each package import one way: none leads back to itself over others. A folder's page (`mod.rs`) holds what all of its
//! files share; what it re-exports counts as an import of the file that has it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{BOT, SANDBOX, root, source_files};

/// Files that are still in a circle. The list only shrinks: a file that is in none any more has to leave it.
const KNOWN_CIRCLES: [&str; 0] = [];

/// A module, as the names that lead to it from the crate's root.
type ModulePath = Vec<String>;

/// The files by their modules, with what each imports.
#[derive(Default)]
struct ImportGraph {
    files: BTreeMap<ModulePath, String>,
    /// What stands behind a name that a module re-exports.
    exports: BTreeMap<ModulePath, ModulePath>,
    imports: BTreeMap<String, BTreeSet<String>>,
}

impl ImportGraph {
    /// Reads files, each with its path below `src` and its text.
    fn read_files(sources: &[(String, String)]) -> Self {
        let mut graph = Self::default();
        for (file, _) in sources {
            graph.files.insert(module_path(file), file.clone());
        }
        let mut imports = Vec::new();
        for (file, text) in sources {
            let module = module_path(file);
            for import in read_imports(text) {
                let Some(target) = graph.absolute_path(&module, &import.path) else { continue };
                if import.is_export {
                    let name = target.last().cloned();
                    graph.exports.insert(module.iter().cloned().chain(name).collect(), target);
                } else {
                    imports.push((file, target));
                }
            }
        }
        for (file, target) in imports {
            let Some(owner) = graph.owning_file(&target) else { continue };
            if owner != file && !owner.ends_with("mod.rs") && owner != "lib.rs" {
                let owner = owner.clone();
                graph.imports.entry(file.clone()).or_default().insert(owner);
            }
        }
        graph
    }

    /// A path from the crate's root; `None` if it leads out of the crate.
    fn absolute_path(&self, module: &[String], path: &str) -> Option<ModulePath> {
        let steps: Vec<_> = path.split("::").filter(|step| !step.is_empty()).map(str::to_owned).collect();
        let ups = steps.iter().take_while(|step| *step == "super").count();
        match steps.first()?.as_str() {
            "crate" => Some(steps[1..].to_vec()),
            "super" => Some([&module[..module.len().checked_sub(ups)?], &steps[ups..]].concat()),
            "self" => Some([module, &steps[1..]].concat()),
            // A module may name its own children as they are.
            child => {
                let is_child = self.files.contains_key(&[module, &[child.to_owned()]].concat());
                is_child.then(|| [module, &steps[..]].concat())
            }
        }
    }

    /// The file that has what a path names, behind any number of re-exports.
    fn owning_file(&self, path: &[String]) -> Option<&String> {
        let length = (0..=path.len()).rev().find(|length| self.files.contains_key(&path[..*length]))?;
        match path.get(..=length).and_then(|name| self.exports.get(name)) {
            Some(target) if target != path => self.owning_file(target),
            _ => self.files.get(&path[..length]),
        }
    }

    /// The shortest way from a file over others back to it.
    fn find_circle(&self, file: &str) -> Option<Vec<String>> {
        let mut seen = BTreeSet::new();
        let mut ways = VecDeque::from([vec![file.to_owned()]]);
        while let Some(way) = ways.pop_front() {
            for next in way.last().and_then(|last| self.imports.get(last)).into_iter().flatten() {
                let longer = way.iter().chain([next]).cloned().collect();
                if next == file {
                    return Some(longer);
                }
                if seen.insert(next) {
                    ways.push_back(longer);
                }
            }
        }
        None
    }
}

/// The module that a file below `src` is.
fn module_path(file: &str) -> ModulePath {
    let mut path: Vec<_> = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if path.last().is_some_and(|last| last == "mod" || last == "lib") {
        path.pop();
    }
    path
}

/// A path that a file names.
struct Import {
    path: String,
    /// Whether it passes the name on.
    is_export: bool,
}

/// All paths that a file names: in its `use` declarations, and in full anywhere else.
fn read_imports(text: &str) -> Vec<Import> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let line = line.trim();
        let (visibility, rest) = match line.strip_prefix("pub") {
            Some(rest) => ("pub", rest.trim_start_matches(|letter| letter != ' ').trim_start()),
            None => ("", line),
        };
        let Some(tree) = rest.strip_prefix("use ") else {
            found.extend(inline_paths(line).map(|path| Import { path, is_export: false }));
            continue;
        };
        let mut tree = tree.to_owned();
        while !tree.contains(';') {
            tree += lines.next().expect("a `use` has an end");
        }
        let paths = expand_use(tree.split(';').next().unwrap_or_default());
        found.extend(paths.into_iter().map(|path| Import { path, is_export: visibility == "pub" }));
    }
    found
}

/// The paths that begin with `crate` or `super` in a line of code.
fn inline_paths(line: &str) -> impl Iterator<Item = String> {
    ["crate::", "super::"].into_iter().flat_map(move |prefix| {
        line.match_indices(prefix).filter_map(move |(at, _)| {
            let before = line[..at].chars().next_back();
            let begins = before.is_none_or(|sign| !sign.is_alphanumeric() && sign != '_' && sign != ':');
            let length = line[at..].find(|sign: char| !sign.is_alphanumeric() && sign != '_' && sign != ':');
            begins.then(|| line[at..][..length.unwrap_or(line.len() - at)].to_owned())
        })
    })
}

/// The paths of one `use`, with its groups written out.
fn expand_use(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((head, rest)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap_or_default().to_owned()];
    };
    let inside = rest.rsplit_once('}').expect("a group has an end").0;
    let mut depth = 0;
    let parts = inside.split(|sign| {
        depth += i32::from(sign == '{') - i32::from(sign == '}');
        sign == ',' && depth == 0
    });
    let parts = parts.filter(|part| !part.trim().is_empty());
    parts.flat_map(expand_use).map(|path| format!("{head}{path}")).collect()
}

/// Why these files don't pass: a circle that nobody knows of, or a known one that is gone.
fn check_circles(sources: &[(String, String)], known: &[&str]) -> Vec<String> {
    let graph = ImportGraph::read_files(sources);
    let circles: BTreeMap<_, _> =
        sources.iter().filter_map(|(file, _)| Some((file.as_str(), graph.find_circle(file)?))).collect();
    let unknown = circles.iter().filter(|(file, _)| !known.contains(*file));
    let gone = known.iter().filter(|file| !circles.contains_key(*file));
    unknown
        .map(|(_, circle)| format!("a circle: {}", circle.join(" → ")))
        .chain(gone.map(|file| format!("{file} is in no circle any more: take it off the list")))
        .collect()
}

#[test]
fn files_import_one_way() {
    for package in [BOT, SANDBOX] {
        let folder = root().join(package);
        let read = |source: super::Source| {
            let file = source.path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned();
            (file, source.lines.join("\n"))
        };
        let sources = source_files().into_iter().filter(|source| source.package == package);
        let problems = check_circles(&sources.map(read).collect::<Vec<_>>(), &KNOWN_CIRCLES);
        assert!(problems.is_empty(), "move what is shared to where it belongs:\n{}", problems.join("\n"));
    }
}

/// What the rule says of made-up files.
fn judge_files(sources: &[(&str, &str)], known: &[&str]) -> Vec<String> {
    let owned = |(file, text): &(&str, &str)| ((*file).to_owned(), (*text).to_owned());
    check_circles(&sources.iter().map(owned).collect::<Vec<_>>(), known)
}

#[test]
fn a_circle_is_found_however_it_is_written() {
    let there = ("room/there.rs", "pub struct There;\nuse super::here::Here;\n");
    let page =
        ("room/mod.rs", "mod here;\nmod there;\npub use there::There;\npub(crate) use self::here::Here;\n");
    for import in [
        "use super::there::There;",
        "use crate::room::there::There as Other;",
        "use crate::{\n    domain,\n    room::{here::{self}, there::There},\n};",
        "use super::There;",
        "fn name() -> super::there::There {}",
        "fn name() { crate::room::there::name() }",
    ] {
        let problems = judge_files(&[page, there, ("room/here.rs", import)], &[]);
        let circles = [
            "a circle: room/here.rs → room/there.rs → room/here.rs",
            "a circle: room/there.rs → room/here.rs → room/there.rs",
        ];
        assert_eq!(problems, circles, "{import}");
    }
}

#[test]
fn a_circle_over_several_rooms_is_found() {
    let sources = [
        ("one.rs", "use crate::two::Two;"),
        ("two/mod.rs", "mod inner;\npub use inner::Two;"),
        ("two/inner.rs", "use crate::three;"),
        ("three.rs", "use crate::one::One;"),
    ];
    assert_eq!(judge_files(&sources, &[]).len(), 3);
    assert_eq!(judge_files(&sources[..3], &[]), [""; 0]);
}

#[test]
fn what_is_no_circle_passes() {
    let sources = [
        ("lib.rs", "pub mod one;\npub mod two;\npub use one::One;"),
        ("one.rs", "use std::fmt;\nuse super::two::{Two, name};\nfn one() -> superb::two::One {}"),
        ("two.rs", "use crate::One as _;\nuse self::one::X;\nfn name() {}"),
        ("parent.rs", "mod child;\npub use child::Child;\nuse self::child::name;"),
        ("parent/child.rs", "use super::super::two::Two;\nuse serde::one;"),
    ];
    assert_eq!(judge_files(&sources[1..], &[]), [""; 0]);
    // What the root re-exports is an import of the file that has it.
    assert_eq!(judge_files(&sources, &[]).len(), 2);
}

#[test]
fn a_known_circle_passes_until_it_is_gone() {
    let circle = [("one.rs", "use crate::two::Two;"), ("two.rs", "use crate::one::One;")];
    assert_eq!(judge_files(&circle, &["one.rs", "two.rs"]), [""; 0]);
    assert_eq!(judge_files(&circle, &["one.rs"]), ["a circle: two.rs → one.rs → two.rs"]);
    let gone = judge_files(&circle[..1], &["one.rs"]);
    assert_eq!(gone, ["one.rs is in no circle any more: take it off the list"]);
}
