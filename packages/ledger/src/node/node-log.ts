/** Takes what happened in a node: an event's name and its fields. Libraries write nowhere else. */
export type NodeLog = (event: string, fields: Readonly<Record<string, string | number>>) => void;
