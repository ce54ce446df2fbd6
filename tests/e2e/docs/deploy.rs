//! The files in `deploy/`: each is read by the tool that it is for, or held against the program. Starts nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use clap::Parser;
use deskgram::config::cli::{Cli, Flags};
use deskgram::config::{Config, Database, Environment};
use yaml_rust2::{Yaml, YamlLoader};

use crate::support::postgres::environment;

use super::{known_settings, read_document};

/// The worst that `systemd-analyze security` may find, in tenths of its points from 0 (safe) to 10.
const EXPOSURE: &str = "--threshold=15";

/// Runs `systemd-analyze`; nothing, said loudly, where there is none. With `CI=true` that is a failure.
fn systemd_analyze(arguments: &[&str]) -> Option<Output> {
    match Command::new("systemd-analyze").args(arguments).output() {
        Ok(output) => Some(output),
        Err(_) => {
            assert!(!environment("CI"), "there is no systemd-analyze, and this is a CI run");
            eprintln!("SKIPPED: no systemd-analyze here, the unit was not judged by it");
            None
        }
    }
}

/// A file for its owner alone.
fn write_secret(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
}

fn unit() -> String {
    read_document("deploy/deskgram.service")
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

/// Whether a unit, or what is laid over one, hands over only what it loads, as settings that exist.
fn assert_hands_over(unit: &str) {
    let credentials: BTreeSet<_> =
        values(unit, "LoadCredential").into_iter().filter_map(|value| value.split(':').next()).collect();
    for given in values(unit, "Environment").into_iter().flat_map(|given| given.split(' ')) {
        let (name, value) = given.split_once('=').unwrap();
        assert!(known_settings().contains(name), "{name} is no setting");
        if let Some(credential) = value.strip_prefix("%d/") {
            assert!(credentials.contains(credential), "nobody loads {credential}");
        }
    }
}

/// What the page on running deskgram has one write into files of this kind.
fn blocks(page: &str, kind: &str) -> Vec<String> {
    let head = format!("```{kind}\n");
    let all = page.split(&head).skip(1);
    all.map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn the_page_gives_the_service_what_its_unit_looks_for() {
    let page = read_document("docs/OPERATIONS.md");
    let reference = read_document("docs/REFERENCE.md");
    let laid_over = blocks(&reference, "ini");
    assert!(!laid_over.is_empty());
    laid_over.iter().for_each(|laid_over| assert_hands_over(laid_over));
    let file = blocks(&page, "toml").into_iter().find(|file| file.starts_with("# /etc/deskgram/")).unwrap();
    let unit = unit();
    let path = file.split([' ', ':']).nth(1).unwrap();
    assert!(values(&unit, "ExecStart")[0].ends_with(&format!("--config {path}")), "{path}");
    let token = values(&unit, "LoadCredential")[0].split_once(':').unwrap().1;
    assert!(file.contains(&format!("\"{token}\"")), "{token}");
    let folder = tempfile::tempdir().unwrap();
    write_secret(&folder.path().join("token"), "1:a");
    let here = file.replace("/etc/deskgram", folder.path().to_str().unwrap());
    fs::write(folder.path().join("deskgram.toml"), here).unwrap();
    let read = Config::load_config(&Flags::default(), &Environment::default(), folder.path()).unwrap();
    assert!(read.warnings.is_empty(), "{:?}", read.warnings);
    let Database::Sqlite(database) = read.config.database else { panic!("it is a file") };
    let state = Path::new("/var/lib").join(values(&unit, "StateDirectory")[0]);
    assert_eq!(database.parent(), Some(state.as_path()));
}

#[test]
fn the_unit_starts_what_the_program_understands() {
    let unit = unit();
    // What the tests of `binary::systemd` and `binary::reload` prove of the program.
    assert_eq!(values(&unit, "Type"), ["notify"]);
    assert_eq!(values(&unit, "ExecReload"), ["/bin/sh -c 'kill -HUP $MAINPID'"]);
    assert!(!values(&unit, "WatchdogSec").is_empty());
    for start in values(&unit, "ExecStart") {
        assert_understood(start.strip_prefix("/usr/local/bin/deskgram ").unwrap());
    }
    assert_hands_over(&unit);
}

/// The instructions of the Dockerfile, each on one line, without comments.
fn instructions() -> Vec<String> {
    let text = read_document("deploy/Dockerfile");
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
    let manifest: toml::Table = read_document("Cargo.toml").parse().unwrap();
    let version = manifest["workspace"]["package"]["rust-version"].as_str().unwrap();
    let all = instructions();
    let bases = arguments(&all, "FROM");
    assert!(bases[0].starts_with(&format!("rust:{version}-")), "{bases:?}");
    let features = manifest["features"].as_table().unwrap();
    assert!(features["default"].as_array().unwrap().iter().all(|name| name.as_str() == Some("demo")));
    assert!(all.iter().any(|line| line == "RUN cargo build --release --locked --no-default-features --package deskgram"));
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
    // What is copied before it must not have made the folder: some builders would leave it to root.
    let volume = arguments(image, "VOLUME")[0];
    let made = image.iter().any(|line| {
        line.starts_with(&format!("COPY --from=build --chown={user}:")) && line.ends_with(volume)
    });
    assert!(made && !all.iter().any(|line| line.contains(&format!("/image{volume}"))), "{image:#?}");
    assert_eq!(arguments(image, "ENTRYPOINT"), [r#"["/usr/local/bin/deskgram"]"#]);
    let words: Vec<String> = serde_json::from_str(arguments(image, "CMD")[0]).unwrap();
    assert_understood(&words.join(" "));
    for name in arguments(image, "ENV").iter().filter_map(|given| given.split('=').next()) {
        assert!(known_settings().contains(name), "{name} is no setting");
    }
    let ignored = read_document("deploy/Dockerfile.dockerignore");
    for secret in ["/deploy", "/deskgram.*", "/token", "/key", "/database"] {
        assert!(ignored.lines().any(|line| line == secret), "{secret} would get into the build");
    }
}

fn yaml(name: &str) -> Vec<Yaml> {
    YamlLoader::load_from_str(&read_document(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn keys(yaml: &Yaml) -> BTreeSet<&str> {
    yaml.as_hash().into_iter().flat_map(|hash| hash.keys()).filter_map(Yaml::as_str).collect()
}

/// The folder in which a container finds its secrets.
const SECRETS: &str = "/run/secrets/";

fn texts(list: &Yaml) -> BTreeSet<String> {
    list.clone().into_iter().filter_map(Yaml::into_string).collect()
}

/// Whether a service of deskgram's gets settings that exist, secrets that are there, and no more rights than it needs.
fn assert_serves(service: &Yaml) {
    let environment = &service["environment"];
    let secrets = texts(&service["secrets"]);
    let mut read = BTreeSet::new();
    for name in keys(environment) {
        assert!(known_settings().contains(name), "{name} is no setting");
        if name.ends_with("_FILE") {
            read.insert(environment[name].as_str().unwrap().strip_prefix(SECRETS).unwrap().to_owned());
        }
    }
    assert_eq!(read, secrets);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy");
    let context = folder.join(service["build"]["context"].as_str().unwrap());
    assert!(context.join(service["build"]["dockerfile"].as_str().unwrap()).exists());
    assert_eq!(service["read_only"].as_bool(), Some(true));
    assert_eq!(texts(&service["cap_drop"]), ["ALL".to_owned()].into());
    // Its health is asked for where it answers.
    let asks: Vec<_> =
        service["healthcheck"]["test"].as_vec().unwrap().iter().filter_map(Yaml::as_str).collect();
    let ["CMD", program, command] = asks[..] else { panic!("{asks:?}") };
    assert!(read_document("deploy/Dockerfile").contains(&format!("ENTRYPOINT [\"{program}\"]")));
    assert!(deskgram::config::cli::build_command().find_subcommand(command).is_some(), "{command}");
    assert!(environment["DESKGRAM_LISTEN"].as_str().is_some());
}

/// Whether all secrets and volumes that are asked for are there, and the other way round; and the secrets lie in `deploy/`, of
/// which nothing gets into an image.
fn assert_complete(compose: &Yaml) {
    let services: Vec<_> = compose["services"].as_hash().unwrap().values().collect();
    let secrets: BTreeSet<_> = services.iter().flat_map(|service| texts(&service["secrets"])).collect();
    assert_eq!(secrets.iter().map(String::as_str).collect::<BTreeSet<_>>(), keys(&compose["secrets"]));
    let volumes: BTreeSet<_> = services.iter().flat_map(|service| texts(&service["volumes"])).collect();
    let named: BTreeSet<_> = volumes.iter().filter_map(|volume| volume.split(':').next()).collect();
    assert_eq!(named, keys(&compose["volumes"]));
    for secret in secrets {
        assert_eq!(
            compose["secrets"][secret.as_str()]["file"].as_str(),
            Some(format!("./{secret}").as_str())
        );
    }
}

#[test]
fn the_compose_file_gives_what_the_program_takes() {
    let compose = &yaml("deploy/compose.yaml")[0];
    assert_serves(&compose["services"]["deskgram"]);
    assert_complete(compose);
}

#[test]
fn the_compose_file_with_postgres_waits_for_the_server_and_shares_its_secrets_rightly() {
    let compose = &yaml("deploy/compose.postgres.yaml")[0];
    let (deskgram, postgres) = (&compose["services"]["deskgram"], &compose["services"]["postgres"]);
    assert_serves(deskgram);
    assert_complete(compose);
    assert_eq!(deskgram["depends_on"]["postgres"]["condition"].as_str(), Some("service_healthy"));
    let test = texts(&postgres["healthcheck"]["test"]);
    let (user, name) = (&postgres["environment"]["POSTGRES_USER"], &postgres["environment"]["POSTGRES_DB"]);
    assert!(test.contains(&format!("--username={}", user.as_str().unwrap())), "{test:?}");
    assert!(test.contains(&format!("--dbname={}", name.as_str().unwrap())), "{test:?}");
    let password = postgres["environment"]["POSTGRES_PASSWORD_FILE"].as_str().unwrap();
    assert_eq!(texts(&postgres["secrets"]), [password.strip_prefix(SECRETS).unwrap().to_owned()].into());
    // The database that its head has one write down is the one that is made, and one that the program can read.
    let head = read_document("deploy/compose.postgres.yaml");
    let url = head.split("echo \"").nth(1).unwrap().split('"').next().unwrap();
    let expected = format!("postgres://{}:", user.as_str().unwrap());
    assert!(
        url.starts_with(&expected) && url.contains(&format!("@postgres/{}?", name.as_str().unwrap())),
        "{url}"
    );
    let url = url.replace("$(cat password)", "2c2c");
    let given = [("TELOXIDE_TOKEN", "1:a"), ("HELPDESK_URL", "https://help.example.com/api.php")];
    let key = "5a".repeat(32);
    let given = [&given[..], &[("DATABASE_URL", url.as_str()), ("DESKGRAM_SECRET_KEY", &key)]].concat();
    let read = Config::load_config(&Flags::default(), &given.into_iter().collect(), Path::new("/nowhere"));
    assert!(matches!(read.unwrap().config.database, Database::Postgres(_)));
}

/// The parts of the Kubernetes manifest, by their kinds.
fn manifest() -> BTreeMap<String, Yaml> {
    let parts = yaml("deploy/kubernetes.yaml").into_iter();
    parts.map(|part| (part["kind"].as_str().unwrap().to_owned(), part)).collect()
}

#[test]
fn kubernetes_starts_what_the_program_understands_with_settings_that_can_be_right() {
    let parts = manifest();
    let pod = &parts["Deployment"]["spec"]["template"]["spec"];
    let container = &pod["containers"][0];
    let words: Vec<_> = container["args"].clone().into_iter().filter_map(Yaml::into_string).collect();
    assert_understood(&words.join(" "));
    let given = container["env"].as_vec().unwrap().iter().map(|entry| entry["name"].as_str().unwrap());
    given.for_each(|name| assert!(known_settings().contains(name), "{name} is no setting"));
    // The image's own choice of a database does not stay.
    let all = instructions();
    let chosen = arguments(&all, "ENV").into_iter().filter_map(|given| given.split('=').next());
    let emptied =
        container["env"].as_vec().unwrap().iter().filter(|entry| entry["value"].as_str() == Some(""));
    assert_eq!(
        chosen.collect::<Vec<_>>(),
        emptied.map(|entry| entry["name"].as_str().unwrap()).collect::<Vec<_>>()
    );

    let mounts = container["volumeMounts"].as_vec().unwrap();
    let mounted = |name: &str| {
        mounts.iter().find(|mount| mount["name"].as_str() == Some(name)).unwrap()["mountPath"]
            .as_str()
            .unwrap()
    };
    let file = parts["ConfigMap"]["data"]["deskgram.toml"].as_str().unwrap();
    assert_eq!(words.last().unwrap(), &format!("{}/deskgram.toml", mounted("settings")));
    // The secrets that the head of the file has one make, each read from where it is mounted.
    let folder = tempfile::tempdir().unwrap();
    let head = read_document("deploy/kubernetes.yaml");
    let made = head.lines().find(|line| line.contains("create secret generic deskgram ")).unwrap();
    let secrets = [
        ("token", "1:a".to_owned()),
        ("key", "5a".repeat(32)),
        ("database", "postgres://u:p@h/d".to_owned()),
    ];
    for (name, text) in &secrets {
        assert!(made.contains(&format!("--from-file={name}")), "{made}");
        assert!(file.contains(&format!("\"{}/{name}\"", mounted("secrets"))), "{name} is not read");
        write_secret(&folder.path().join(name), text);
    }
    let here = file.replace(mounted("secrets"), folder.path().to_str().unwrap());
    fs::write(folder.path().join("deskgram.toml"), here).unwrap();
    let read = Config::load_config(&Flags::default(), &Environment::default(), folder.path()).unwrap();
    assert!(read.warnings.is_empty(), "{:?}", read.warnings);
    let port = container["ports"][0]["containerPort"].as_i64().unwrap();
    assert_eq!(i64::from(read.config.listen.unwrap().port()), port);
    assert_eq!(parts["Service"]["spec"]["ports"][0]["port"].as_i64(), Some(port));
    let numbers = container["ports"][1]["containerPort"].as_i64().unwrap();
    assert_eq!(i64::from(read.config.metrics_listen.unwrap().port()), numbers);
}

#[test]
fn kubernetes_shows_the_numbers_to_those_who_watch_and_no_service_leads_to_them() {
    let parts = manifest();
    let container = &parts["Deployment"]["spec"]["template"]["spec"]["containers"][0];
    let numbers = container["ports"][1]["name"].as_str().unwrap();
    let led_to = parts["Service"]["spec"]["ports"].as_vec().unwrap();
    assert!(led_to.iter().all(|port| port["targetPort"].as_str() != Some(numbers)));
    let policy = &parts["NetworkPolicy"]["spec"];
    let labels = &parts["Deployment"]["spec"]["template"]["metadata"]["labels"];
    assert_eq!(&policy["podSelector"]["matchLabels"], labels);
    for rule in policy["ingress"].as_vec().unwrap() {
        let is_for_numbers =
            rule["ports"].as_vec().unwrap().iter().any(|port| port["port"].as_str() == Some(numbers));
        assert_eq!(rule["from"].is_badvalue(), !is_for_numbers, "only the numbers ask who comes");
    }
}

#[test]
fn kubernetes_asks_only_what_is_answered_and_finds_its_pods() {
    let parts = manifest();
    let pod = &parts["Deployment"]["spec"]["template"]["spec"];
    let container = &pod["containers"][0];
    let port = container["ports"][0]["name"].as_str().unwrap();
    let routes = read_document("src/web/mod.rs");
    for probe in ["startupProbe", "livenessProbe", "readinessProbe"] {
        let asked = &container[probe]["httpGet"];
        // One that stands by says no on /readyz: see the manifest.
        assert_eq!(asked["path"].as_str(), Some("/healthz"), "{probe}");
        assert_eq!(asked["port"].as_str(), Some(port), "{probe}");
    }
    assert!(routes.contains("\"/healthz\""));
    let labels = &parts["Deployment"]["spec"]["template"]["metadata"]["labels"];
    assert_eq!(&parts["Deployment"]["spec"]["selector"]["matchLabels"], labels);
    assert_eq!(&parts["Service"]["spec"]["selector"], labels);
    assert_eq!(&parts["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"], labels);
    assert_eq!(parts["Service"]["spec"]["ports"][0]["targetPort"].as_str(), Some(port));
    assert_eq!(pod["volumes"][0]["configMap"]["name"], parts["ConfigMap"]["metadata"]["name"]);
    for (kind, part) in &parts {
        assert!(part["metadata"]["namespace"].is_badvalue(), "{kind} goes where kubectl points");
    }
}

#[test]
fn kubernetes_gives_no_more_rights_than_the_image_needs() {
    let parts = manifest();
    let pod = &parts["Deployment"]["spec"]["template"]["spec"];
    let (own, all) = (&pod["containers"][0]["securityContext"], &pod["securityContext"]);
    let image = instructions();
    let user = arguments(&image, "USER")[0].split_once(':').unwrap();
    assert_eq!(all["runAsUser"].as_i64().unwrap().to_string(), user.0);
    assert_eq!(all["runAsGroup"].as_i64().unwrap().to_string(), user.1);
    assert_eq!(all["fsGroup"], all["runAsGroup"], "it could not read its secrets");
    assert_eq!(all["runAsNonRoot"].as_bool(), Some(true));
    assert_eq!(all["seccompProfile"]["type"].as_str(), Some("RuntimeDefault"));
    assert_eq!(own["allowPrivilegeEscalation"].as_bool(), Some(false));
    assert_eq!(own["readOnlyRootFilesystem"].as_bool(), Some(true));
    assert_eq!(texts(&own["capabilities"]["drop"]), ["ALL".to_owned()].into());
    assert_eq!(pod["automountServiceAccountToken"].as_bool(), Some(false));
    assert!(!pod["containers"][0]["resources"]["limits"]["memory"].is_badvalue());
}
