// What somebody writes who has our two descriptions and openapi-fetch: a timeline from page to page, what changed, and
// one incident for the desk. Prints a line of JSON for its test.
import createClient from "openapi-fetch";
import type { paths as DeskPaths } from "./desk.js";
import type { components, paths } from "./record.js";

type Event = components["schemas"]["Event"];

const baseUrl = process.env["SITE"] ?? "";
const record = createClient<paths, "application/json" | "application/problem+json">({ baseUrl });
const desk = createClient<DeskPaths>({ baseUrl, headers: { Authorization: `Bearer ${process.env["KEY"]}` } });

async function timeline(company: number): Promise<string[]> {
  const told: string[] = [];
  let cursor: string | undefined;
  do {
    const { data, error } = await record.GET("/api/v1/companies/{number}/timeline/", {
      params: {
        path: { number: company },
        query: { limit: 1, order: "oldest", kind: ["allegation", "statement"], ...(cursor ? { cursor } : {}) },
      },
    });
    if (error) throw new Error(`${error.status} ${error.detail}`);
    for (const event of data.results as Event[]) {
      const replies = event.allegation?.replies.map((each) => `${each.company?.name ?? "?"} ${each.reply}`) ?? [];
      told.push([event.date.text?.en ?? "undated", event.title, ...replies].join("; "));
    }
    cursor = data.next ? (new URL(data.next).searchParams.get("cursor") ?? undefined) : undefined;
  } while (cursor);
  return told;
}

async function changes(): Promise<{ position: string; kinds: Record<string, number> }> {
  const kinds: Record<string, number> = {};
  let position = "0";
  for (;;) {
    const { data, error } = await record.GET("/api/v1/changes/", { params: { query: { after: position, limit: 5 } } });
    if (error) throw new Error(error.detail);
    for (const change of data.results) {
      kinds[change.type] = (kinds[change.type] ?? 0) + 1;
    }
    position = data.position;
    if (!data.more) return { position, kinds };
  }
}

async function propose(): Promise<number> {
  const { data, error } = await desk.POST("/api/v1/desk/incidents/", {
    params: { header: { "Idempotency-Key": "pay-at-the-works" } },
    body: { title: "Pay at the works", summary: "Staff say that overtime was not paid.", language: "en" },
  });
  if (error) throw new Error(`${error.status} ${error.detail}`);
  return data.id;
}

const nobody = await record.GET("/api/v1/companies/{number}/", { params: { path: { number: 99 } } });
const refused = nobody.error?.status;
console.log(JSON.stringify({ timeline: await timeline(1), ...(await changes()), proposed: await propose(), refused }));
