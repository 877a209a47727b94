// Starts `podpat lsp`, and again when the settings say another program. All else is for the server to do.

import * as vscode from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import type { LanguageClientOptions, ServerOptions } from "vscode-languageclient/node";

import { command } from "./program";

let client: LanguageClient | undefined;
/** Starts and stops come one after the other. */
let last: Promise<void> = Promise.resolve();

/** Is called by the editor when the first YAML file is opened. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  context.subscriptions.push(
    vscode.commands.registerCommand("podpat.restart", restart),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("podpat.path")) {
        await restart();
      }
    }),
  );
  await restart();
}

/** Is called by the editor when it closes. */
export async function deactivate(): Promise<void> {
  last = last.then(stop);
  await last;
}

async function restart(): Promise<void> {
  last = last.then(stop).then(start);
  await last;
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  // A server that never started cannot be stopped.
  await running?.stop().catch(() => undefined);
}

async function start(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const setting = vscode.workspace.getConfiguration("podpat").get<string>("path", "podpat");
  const program = command(setting, folder);
  const server: ServerOptions = { command: program, args: ["lsp"], transport: TransportKind.stdio };
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: "file", language: "yaml" },
      { scheme: "untitled", language: "yaml" },
    ],
  };
  client = new LanguageClient("podpat", "podpat", server, options);
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const reason = error instanceof Error ? error.message : String(error);
    const open = "Open settings";
    // Nobody waits for the answer.
    void vscode.window
      .showErrorMessage(`podpat: \`${program}\` does not start (${reason}). Install podpat, or set \`podpat.path\`.`, open)
      .then((answer) => {
        if (answer === open) {
          void vscode.commands.executeCommand("workbench.action.openSettings", "podpat.path");
        }
      });
  }
}
