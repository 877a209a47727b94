"""Talks to `podpat lsp` with pygls, which holds messages against the types of the protocol: client.py PODPAT FILE."""

import asyncio
import sys
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient


class Editor(LanguageClient):
    """An editor that keeps what is published, and fails where the server does."""

    def __init__(self) -> None:
        super().__init__("tests", "1")
        self.published: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
        self.watched: list[types.Registration] = []

        @self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def publish(params: types.PublishDiagnosticsParams) -> None:
            self.published.put_nowait(params)

        @self.feature(types.CLIENT_REGISTER_CAPABILITY)
        def register(params: types.RegistrationParams) -> None:
            self.watched.extend(params.registrations)

    def report_server_error(self, error: Exception, source: type) -> None:
        raise error


async def talk(podpat: str, path: Path) -> None:
    editor = Editor()
    await editor.start_io(podpat, "lsp")
    watch = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
    workspace = types.WorkspaceClientCapabilities(did_change_watched_files=watch)
    said = await editor.initialize_async(
        types.InitializeParams(
            capabilities=types.ClientCapabilities(workspace=workspace), root_uri=path.parent.as_uri()
        )
    )
    assert said.capabilities.hover_provider and said.capabilities.definition_provider
    assert said.server_info and said.server_info.name == "podpat"
    editor.initialized(types.InitializedParams())

    uri, text = path.as_uri(), path.read_text()
    document = types.TextDocumentIdentifier(uri)
    editor.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, types.LanguageKind.Yaml, 1, text))
    )
    found = await asyncio.wait_for(editor.published.get(), 30)
    assert (found.uri, found.version) == (uri, 1), found
    assert [it.code for it in found.diagnostics] == ["unrelated-containers"], found

    line = text.splitlines().index("        - {name: data, mountPath: /data}")
    place = types.Position(line, 18)
    [there] = await editor.text_document_definition_async(types.DefinitionParams(document, place))
    assert isinstance(there, types.Location) and text.splitlines()[there.range.start.line].strip().startswith(
        "- {name: data"
    )

    at = found.diagnostics[0].range
    page = await editor.text_document_hover_async(types.HoverParams(document, at.start))
    assert page and isinstance(page.contents, types.MarkupContent) and "# unrelated-containers" in page.contents.value
    line = text.splitlines().index("      - name: redis")
    container = types.Range(types.Position(line, 6), types.Position(line, 6))
    actions = await editor.text_document_code_action_async(
        types.CodeActionParams(document, container, types.CodeActionContext([], [types.CodeActionKind.Refactor]))
    )
    [addition] = [action for action in actions or [] if "redis-exporter" in action.title]
    assert isinstance(addition, types.CodeAction) and addition.edit is None, addition
    resolved = await editor.code_action_resolve_async(addition)
    assert resolved.edit and resolved.edit.changes and resolved.edit.changes[uri], resolved

    context = types.CodeActionContext(found.diagnostics, [types.CodeActionKind.QuickFix])
    [action] = await editor.text_document_code_action_async(types.CodeActionParams(document, at, context)) or []
    assert isinstance(action, types.CodeAction) and action.edit and action.edit.changes
    [edit] = action.edit.changes[uri]
    changed = types.TextDocumentContentChangePartial(edit.range, edit.new_text)
    editor.text_document_did_change(
        types.DidChangeTextDocumentParams(types.VersionedTextDocumentIdentifier(2, uri), [changed])
    )
    found = await asyncio.wait_for(editor.published.get(), 30)
    assert found.version == 2 and not found.diagnostics, found

    description = uri.replace("shop.yaml", "web.podpat.yaml")
    typed = "name: web\nmain: nginx:1.27\nsidecar:\n  use: git-sync\n  "
    editor.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(description, types.LanguageKind.Yaml, 1, typed))
    )
    offered = await editor.text_document_completion_async(
        types.CompletionParams(types.TextDocumentIdentifier(description), types.Position(4, 2))
    )
    assert not isinstance(offered, types.CompletionList) and offered, offered
    assert "repo" in [item.label for item in offered], offered

    assert [it.method for it in editor.watched] == [types.WORKSPACE_DID_CHANGE_WATCHED_FILES]
    await editor.shutdown_async(None)
    editor.exit(None)
    server = editor._server  # noqa: SLF001
    assert server and await asyncio.wait_for(server.wait(), 30) == 0
    await editor.stop()


if __name__ == "__main__":
    asyncio.run(talk(sys.argv[1], Path(sys.argv[2])))
