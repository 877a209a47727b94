// The program that an editor starts, as the settings name it.

import * as path from "node:path";

/** Returns the command: a name on the `PATH`, or a path, which begins at the first folder of the workspace. */
export function command(setting: string, folder: string | undefined): string {
  const name = setting.trim() || "podpat";
  const isPath = name.includes("/") || name.includes("\\");
  return isPath && folder && !path.isAbsolute(name) ? path.join(folder, name) : name;
}
