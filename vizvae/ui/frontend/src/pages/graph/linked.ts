/** What a link says of the graph page, read here where no server does. */

import parameters from "../../../../graph/parameters.json";
import type { Linked, Query } from "../../hosts/host";
import { DAMAGED, partIn } from "../../parts/address/linked";
import { readChoice, readNumber, readSeveral } from "../../parts/address/parameters";
import type { GraphPageData } from "./contract";
import { readPlane, writePlane } from "./planes";

const names = <Name extends string>(options: Readonly<Record<Name, unknown>>) => Object.keys(options) as Name[];

export async function linkedGraph(query: Query, data: GraphPageData): Promise<Linked<GraphPageData>> {
  const problems: string[] = [];
  const { numNodes, latentDim, leakedScores, projectionUrl } = data.model;
  const known = <T>(found: T | null): T => {
    if (found === null) throw new Error(`it cannot be used here; ${DAMAGED}`);
    return found;
  };
  const whole = (text: string, below: number) => known(readNumber({ kind: "number", min: 0, max: below - 1, step: 1 }, text));
  const initial: GraphPageData["initial"] = { ...data.initial };
  const take = async <Name extends keyof GraphPageData["initial"]>(name: Name, read: (text: string) => GraphPageData["initial"][Name]) => {
    const value = await partIn(query, name, problems, undefined, read);
    if (value !== undefined) initial[name] = value;
  };
  await take("predicted", (text) => whole(text, (numNodes * (numNodes - 1)) / 2 + 1));
  await take("nodes", (text) => {
    const nodes = text.split("_");
    return nodes.length > 2 ? known<number[]>(null) : nodes.map((node) => whole(node, numNodes));
  });
  await take("show", (text) => readSeveral(names(parameters.show.options), text));
  await take("parts", (text) => readSeveral(names(parameters.parts.options), text));
  await take("colour", (text) => known(readChoice(names(parameters.colour.options), text)));
  await take("plane", (text) => {
    const choice = readPlane(text);
    const can = writePlane(choice) === text && (choice.method !== "umap" || projectionUrl !== null) && (choice.method !== "latents" || Math.max(...choice.axes) < latentDim);
    return known(can ? text : null);
  });
  await take("leaked", (text) => known(text === "1" && leakedScores ? true : null));
  return { data: { ...data, initial }, problems };
}
