import { ByteWriter, parquetWrite } from "hyparquet-writer";
import type { Amount, RunResult, Unit } from "../run/run-result.ts";
import { amountText, unitDecimals } from "./amount-text.ts";
import { headerOf } from "./csv.ts";

/** A column of a table: whole numbers, exact amounts of a unit, doubles or texts. */
export type TableColumn =
  | Readonly<{ name: string; kind: "whole"; values: readonly number[] }>
  | Readonly<{ name: string; kind: "text"; values: readonly string[] }>
  | Readonly<{ name: string; kind: "amount"; unit: Unit; values: readonly Amount[] }>;

/** The series as Parquet: amounts are DECIMAL(38), so no digit is lost; prices, ratios and counts are DOUBLE. */
export function seriesParquet({ series, title, engine, seed }: RunResult): Uint8Array {
  const columns: TableColumn[] = [
    { name: "epoch", kind: "whole", values: series.epochs },
    { name: "seconds", kind: "whole", values: series.seconds },
    ...series.columns.map(
      ({ name, unit, values }): TableColumn => ({
        name: headerOf(name, unit),
        kind: "amount",
        unit,
        values,
      }),
    ),
  ];
  return parquetOf(columns, { title, engine, seed: `${seed}` });
}

/** A table as Parquet, with what it is about as key-value metadata. The same table gives the same bytes. */
export function parquetOf(
  columns: readonly TableColumn[],
  about: Readonly<Record<string, string>>,
): Uint8Array {
  const writer = new ByteWriter();
  const written = columns.map(writtenColumn);
  parquetWrite({
    writer,
    columnData: written.map(({ name, data }) => ({ name, data, nullable: false })),
    schema: [
      { name: "root", num_children: written.length },
      ...written.map(({ name, element }) => ({
        name,
        repetition_type: "REQUIRED" as const,
        ...element,
      })),
    ],
    createdBy: "stratos simulate",
    kvMetadata: Object.entries(about).map(([key, value]) => ({ key, value })),
  });
  return new Uint8Array(writer.getBuffer());
}

type Element =
  | Readonly<{ type: "INT64" | "DOUBLE" }>
  | Readonly<{ type: "BYTE_ARRAY"; converted_type: "UTF8" }>
  | Readonly<{
      type: "FIXED_LEN_BYTE_ARRAY";
      type_length: number;
      converted_type: "DECIMAL";
      precision: number;
      scale: number;
    }>;

type Written = Readonly<{ name: string; element: Element; data: (bigint | number | string)[] }>;

function writtenColumn(column: TableColumn): Written {
  const { name } = column;
  switch (column.kind) {
    case "whole":
      return { name, element: { type: "INT64" }, data: column.values.map(BigInt) };
    case "text":
      return {
        name,
        element: { type: "BYTE_ARRAY", converted_type: "UTF8" },
        data: [...column.values],
      };
    case "amount":
      return { name, ...writtenAmounts(column.unit, column.values) };
  }
}

function writtenAmounts(unit: Unit, values: readonly Amount[]): Omit<Written, "name"> {
  const scale = unitDecimals(unit);
  if (unit !== "wei" && unit !== "noz")
    return {
      element: { type: "DOUBLE" },
      data: values.map((value) => Number(amountText(value, unit))),
    };
  return {
    element: {
      type: "FIXED_LEN_BYTE_ARRAY",
      type_length: 16,
      converted_type: "DECIMAL",
      precision: 38,
      scale,
    },
    data: values.map((value) => (typeof value === "bigint" ? value : BigInt(Math.round(value)))),
  };
}
