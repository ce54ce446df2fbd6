//! The files in `deploy/`: each is read by the tool that it is for, or held against the program. Starts nothing.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use clap::Parser;
use deskgram::config::cli::Cli;
use yaml_rust2::{Yaml, YamlLoader};

use super::{known_settings, paper};

/// The worst that `systemd-analyze security` may find, in tenths of its points from 0 (safe) to 10.
const EXPOSURE: &str = "--threshold=15";

/// Runs `systemd-analyze`; nothing, said loudly, where there is none. With `CI=true` that is a failure.
fn systemd_analyze(arguments: &[&str]) -> Option<Output> {
    match Command::new("systemd-analyze").args(arguments).output() {
        Ok(output) => Some(output),
        Err(_) => {
            assert!(std::env::var_os("CI").is_none(), "there is no systemd-analyze, and this is a CI run");
            eprintln!("SKIPPED: no systemd-analyze here, the unit was not judged by it");
            None
        }
    }
}

fn unit() -> String {
    paper("deploy/deskgram.service")
}

/// All values of a key of the unit, in their order.
fn values<'a>(unit: &'a str, key: &str) -> Vec<&'a str> {
    let pairs = unit.lines().filter_map(|line| line.split_once('='));
    pairs.filter(|(name, _)| *name == key).map(|(_, value)| value).collect()
}

/// Whether the program understands these arguments.
fn assert_understood(arguments: &str) {
    let words = std::iter::once("deskgram").chain(arguments.split_whitespace());
    if let Err(error) = Cli::try_parse_from(words) {
        panic!("`{arguments}`: {error}");
    }
}

#[test]
fn systemd_understands_the_unit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deskgram.service");
    // systemd wants the program to be there.
    let unit = unit().replace("/usr/local/bin/deskgram", env!("CARGO_BIN_EXE_deskgram"));
    fs::write(&path, unit).unwrap();
    let path = path.to_str().unwrap();
    if let Some(output) = systemd_analyze(&["verify", "--man=no", path]) {
        let said = String::from_utf8_lossy(&output.stderr);
        let ours: Vec<_> = said.lines().filter(|line| line.contains("deskgram")).collect();
        assert!(ours.is_empty(), "{ours:#?}");
    }
    if let Some(output) = systemd_analyze(&["security", "--offline=yes", EXPOSURE, path]) {
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
}

#[test]
fn the_unit_starts_what_the_program_understands() {
    let unit = unit();
    // What the tests of `binary::manager` and `binary::reload` prove of the program.
    assert_eq!(values(&unit, "Type"), ["notify"]);
    assert_eq!(values(&unit, "ExecReload"), ["kill -HUP $MAINPID"]);
    assert!(!values(&unit, "WatchdogSec").is_empty());
    for start in values(&unit, "ExecStart") {
        assert_understood(start.strip_prefix("/usr/local/bin/deskgram ").unwrap());
    }
    let credentials: BTreeSet<_> =
        values(&unit, "LoadCredential").into_iter().filter_map(|value| value.split(':').next()).collect();
    for given in values(&unit, "Environment") {
        let (name, value) = given.split_once('=').unwrap();
        assert!(known_settings().contains(name), "{name} is no setting");
        if let Some(credential) = value.strip_prefix("%d/") {
            assert!(credentials.contains(credential), "nobody loads {credential}");
        }
    }
}

/// The instructions of the Dockerfile, each on one line, without comments.
fn instructions() -> Vec<String> {
    let text = paper("deploy/Dockerfile");
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let joined = lines.map(str::trim).collect::<Vec<_>>().join("\n").replace("\\\n", "");
    joined.lines().map(str::to_owned).collect()
}

/// The arguments of all instructions of this name.
fn arguments<'a>(instructions: &'a [String], name: &str) -> Vec<&'a str> {
    let pairs = instructions.iter().filter_map(|line| line.split_once(' '));
    pairs.filter(|(found, _)| *found == name).map(|(_, rest)| rest).collect()
}

#[test]
fn the_image_is_built_with_the_rust_that_is_asked_for() {
    let manifest: toml::Table = paper("Cargo.toml").parse().unwrap();
    let version = manifest["package"]["rust-version"].as_str().unwrap();
    let all = instructions();
    let bases = arguments(&all, "FROM");
    assert!(bases[0].starts_with(&format!("rust:{version}-")), "{bases:?}");
    let features = manifest["features"].as_table().unwrap();
    assert!(features["default"].as_array().unwrap().iter().all(|name| name.as_str() == Some("sandbox")));
    assert!(all.iter().any(|line| line == "RUN cargo build --release --locked --no-default-features"));
}

#[test]
fn the_image_holds_no_root_and_nothing_but_the_program() {
    let all = instructions();
    let last = all.iter().rposition(|line| line.starts_with("FROM ")).unwrap();
    let image = &all[last..];
    assert_eq!(image[0], "FROM scratch");
    let user = arguments(image, "USER")[0].split(':').next().unwrap();
    assert!(
        user.parse::<u32>().is_ok_and(|id| id > 0),
        "a number, for without a passwd there are no names: {user}"
    );
    assert_eq!(arguments(image, "ENTRYPOINT"), [r#"["/usr/local/bin/deskgram"]"#]);
    let words: Vec<String> = serde_json::from_str(arguments(image, "CMD")[0]).unwrap();
    assert_understood(&words.join(" "));
    for name in arguments(image, "ENV").iter().filter_map(|given| given.split('=').next()) {
        assert!(known_settings().contains(name), "{name} is no setting");
    }
    let ignored = paper("deploy/Dockerfile.dockerignore");
    for secret in ["/deploy/token", "/deskgram.*"] {
        assert!(ignored.lines().any(|line| line == secret), "{secret} would get into the build");
    }
}

fn yaml(name: &str) -> Vec<Yaml> {
    YamlLoader::load_from_str(&paper(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn keys(yaml: &Yaml) -> BTreeSet<&str> {
    yaml.as_hash().into_iter().flat_map(|hash| hash.keys()).filter_map(Yaml::as_str).collect()
}

#[test]
fn the_compose_file_gives_what_the_program_takes() {
    let compose = &yaml("deploy/compose.yaml")[0];
    let service = &compose["services"]["deskgram"];
    for name in keys(&service["environment"]) {
        assert!(known_settings().contains(name), "{name} is no setting");
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy");
    let context = folder.join(service["build"]["context"].as_str().unwrap());
    assert!(context.join(service["build"]["dockerfile"].as_str().unwrap()).exists());
    let secrets: BTreeSet<_> = service["secrets"].clone().into_iter().filter_map(Yaml::into_string).collect();
    assert_eq!(secrets.iter().map(String::as_str).collect::<BTreeSet<_>>(), keys(&compose["secrets"]));
    let file = service["environment"]["TELOXIDE_TOKEN_FILE"].as_str().unwrap();
    assert!(secrets.contains(file.strip_prefix("/run/secrets/").unwrap()), "{file}");
    let volumes = service["volumes"].as_vec().unwrap().iter().filter_map(Yaml::as_str);
    let named: BTreeSet<_> = volumes.filter_map(|volume| volume.split(':').next()).collect();
    assert_eq!(named, keys(&compose["volumes"]));
    assert_eq!(service["read_only"].as_bool(), Some(true));
}
