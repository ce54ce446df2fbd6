//! What a shell and `man` want to know of the command line, from the one definition of it.

use std::io;
use std::path::Path;

use crate::config::cli;

/// The script that completes deskgram's commands and flags in a shell.
pub fn shell_completions(shell: clap_complete::Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut cli::build_command(), "deskgram", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// The manual's first page; or, into a folder, one page for each command. The folder is made.
pub fn write_manual(folder: Option<&Path>) -> io::Result<String> {
    let Some(folder) = folder else {
        let mut page = Vec::new();
        clap_mangen::Man::new(cli::build_command()).render(&mut page)?;
        return Ok(String::from_utf8_lossy(&page).into_owned());
    };
    std::fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(cli::build_command(), folder))
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", folder.display())))?;
    Ok(format!("The pages are in {}.\n", folder.display()))
}
