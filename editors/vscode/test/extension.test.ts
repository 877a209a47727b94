// The extension in an editor that is a stub: what it starts, and when.

import assert from "node:assert/strict";
import Module from "node:module";
import * as path from "node:path";
import { beforeEach, test } from "node:test";

import { command } from "../src/program";

interface Started {
  command: string;
  args: string[];
}

/** What the stubs were told. */
const told = {
  started: [] as Started[],
  stopped: 0,
  errors: [] as string[],
  executed: [] as string[],
  commands: new Map<string, () => Promise<void>>(),
  changed: undefined as undefined | ((change: { affectsConfiguration(name: string): boolean }) => Promise<void>),
};
/** What the stubs say. */
const said = { path: "podpat", folder: undefined as string | undefined, fails: false, answer: undefined as string | undefined };

const editor = {
  commands: {
    registerCommand(name: string, run: () => Promise<void>) {
      told.commands.set(name, run);
      return { dispose() {} };
    },
    executeCommand(name: string) {
      told.executed.push(name);
    },
  },
  workspace: {
    get workspaceFolders() {
      return said.folder === undefined ? undefined : [{ uri: { fsPath: said.folder } }];
    },
    getConfiguration: () => ({ get: () => said.path }),
    onDidChangeConfiguration(run: typeof told.changed) {
      told.changed = run;
      return { dispose() {} };
    },
  },
  window: {
    async showErrorMessage(message: string) {
      told.errors.push(message);
      return said.answer;
    },
  },
};

class LanguageClient {
  private readonly server: Started;

  constructor(_id: string, _name: string, server: Started) {
    this.server = server;
  }

  async start() {
    if (said.fails) {
      throw new Error("spawn ENOENT");
    }
    told.started.push(this.server);
  }

  async stop() {
    told.stopped += 1;
  }
}

const stubs: Record<string, unknown> = {
  vscode: editor,
  "vscode-languageclient/node": { LanguageClient, TransportKind: { stdio: 0 } },
};
const loader = Module as unknown as { _load(name: string, ...rest: unknown[]): unknown };
const load = loader._load;
loader._load = (name, ...rest) => stubs[name] ?? load.call(loader, name, ...rest);

const extension = require("../src/extension") as typeof import("../src/extension");
const context = () => ({ subscriptions: [] as unknown[] }) as never;

beforeEach(async () => {
  await extension.deactivate();
  Object.assign(told, { started: [], stopped: 0, errors: [], executed: [], commands: new Map() });
  Object.assign(said, { path: "podpat", folder: undefined, fails: false, answer: undefined });
});

test("the program is a name, or a path from the first folder", () => {
  const absolute = path.resolve("/opt/podpat");
  for (const [setting, folder, expected] of [
    ["podpat", "/work", "podpat"],
    ["", "/work", "podpat"],
    [" podpat-0.1 ", undefined, "podpat-0.1"],
    ["target/debug/podpat", "/work", path.join("/work", "target/debug/podpat")],
    ["./podpat", undefined, "./podpat"],
    [absolute, "/work", absolute],
  ] as const) {
    assert.equal(command(setting, folder), expected);
  }
});

test("the server starts with the editor and ends with it", async () => {
  said.path = "bin/podpat";
  said.folder = "/work";
  await extension.activate(context());
  assert.deepEqual(told.started, [{ command: path.join("/work", "bin/podpat"), args: ["lsp"], transport: 0 }]);
  await extension.deactivate();
  assert.equal(told.stopped, 1);
});

test("another path starts another server, other settings do not", async () => {
  await extension.activate(context());
  await told.changed?.({ affectsConfiguration: (name) => name === "editor.fontSize" });
  assert.equal(told.started.length, 1);
  said.path = "/opt/podpat";
  await told.changed?.({ affectsConfiguration: (name) => name === "podpat.path" });
  assert.deepEqual(told.started.map((server) => server.command), ["podpat", "/opt/podpat"]);
  assert.equal(told.stopped, 1);
});

test("the command starts the server again, also when it is asked twice at once", async () => {
  await extension.activate(context());
  const restart = told.commands.get("podpat.restart");
  await Promise.all([restart?.(), restart?.()]);
  assert.equal(told.started.length, 3);
  assert.equal(told.stopped, 2);
});

test("a program that does not start is told, with the way to the setting", async () => {
  said.fails = true;
  said.answer = "Open settings";
  await extension.activate(context());
  await new Promise(setImmediate);
  assert.equal(told.errors.length, 1);
  assert.match(told.errors[0] ?? "", /`podpat` does not start \(spawn ENOENT\).*`podpat.path`/);
  assert.deepEqual(told.executed, ["workbench.action.openSettings"]);
  said.fails = false;
  await told.commands.get("podpat.restart")?.();
  assert.equal(told.started.length, 1);
});
