//! What may be attached, and what is asked of Genesys Cloud for each file.

use genesys::{
    call::{Call, UploadPlace},
    id::ConversationId,
    model::{Failure, MediaStatus},
    permission,
};
use protocol::{FileAct, FileEntry, FileId, FileProblem, ViewId};

use crate::{Workflow, calls::Purpose, fetched::Fetched, interaction::Interaction, todo::Todo, trouble::trouble};

impl Workflow {
    /// Something becomes of a file that is to go with the next message.
    pub(crate) fn file(&mut self, id: &ConversationId, view: &ViewId, act: FileAct, todo: &mut Todo) {
        let Some(interaction) = self.interaction(id) else { return };
        match act {
            FileAct::Attach(file) if interaction.can_send() => {
                interaction.files.attach(view.clone(), file);
                self.want_supported_content(todo);
            }
            FileAct::Expect { id, name } if interaction.can_send() => interaction.files.expect(view.clone(), id, name),
            FileAct::Attach(_) | FileAct::Expect { .. } => {}
            FileAct::Fetched(file) => {
                interaction.files.fetched(file);
                self.want_supported_content(todo);
            }
            FileAct::Uploaded(file) => {
                if let Some(media) = interaction.files.uploaded(&file) {
                    interaction.look_at_file(file, media, todo);
                }
            }
            FileAct::NotUploaded(file) => interaction.files.not_uploaded(&file),
            FileAct::Remove(file) => interaction.files.remove(&file),
        }
    }

    /// What may be attached came, or did not: then Genesys Cloud says so of each file.
    pub(crate) fn supported_content_came(&mut self, result: Result<Vec<String>, Failure>, todo: &mut Todo) {
        self.state.supported_content = result.map_or_else(|failure| Fetched::Failed(trouble(failure)), Fetched::Here);
        self.admit_files(todo);
    }

    /// A place for a file came, or did not.
    pub(crate) fn file_placed(&mut self, id: &ConversationId, file: &FileId, result: Result<UploadPlace, Failure>) {
        if let Some(interaction) = self.interaction(id) {
            interaction.files.placed(file, result.map_err(problem));
        }
    }

    /// How far a file is came, or did not.
    pub(crate) fn file_checked(
        &mut self,
        id: &ConversationId,
        file: &FileId,
        result: Result<MediaStatus, Failure>,
        todo: &Todo,
    ) {
        if let Some(interaction) = self.interaction(id) {
            interaction.files.checked(todo.now, file, result.map_err(problem));
        }
    }

    /// The files of the next message, as the views show them.
    pub(crate) fn show_files(&self, interaction: &Interaction) -> Vec<FileEntry> {
        interaction.files.show(|view| self.attached.contains_key(view))
    }

    /// A file waits for what may be attached.
    fn want_supported_content(&mut self, todo: &mut Todo) {
        match &self.state.supported_content {
            Fetched::Loading => {}
            Fetched::Unasked | Fetched::Failed(_) if self.may(permission::SUPPORTED_CONTENT_VIEW) => {
                self.state.supported_content = Fetched::Loading;
                todo.call(Purpose::SupportedContent, Call::SupportedContent);
            }
            Fetched::Here(_) | Fetched::Unasked | Fetched::Failed(_) => self.admit_files(todo),
        }
    }

    fn admit_files(&mut self, todo: &mut Todo) {
        let allowed = match &self.state.supported_content {
            Fetched::Here(allowed) => Some(allowed.as_slice()),
            Fetched::Unasked | Fetched::Loading | Fetched::Failed(_) => None,
        };
        for interaction in &mut self.state.interactions {
            interaction.place_files(allowed, todo);
        }
    }
}

fn problem(failure: Failure) -> FileProblem {
    FileProblem::Trouble(trouble(failure))
}
