import { capacities, noises, type Settings } from "./settings.ts";

/** The settings as a scenario of three days, for this page and for the command line. */
export function scenarioText(settings: Settings): string {
  const { demand, growth, consumed, nodes, deposit, price, stage, capacity, noise } = settings;
  const growing =
    growth === 0 ? "" : `pattern = "growing"\ngrowth = ${growth}\nperiod = "365 days"\n`;
  return `title = "Three days of ${nodes} nodes, from the page"
epochs = "3 days"

[parameters]
profile = "tracking"

[genesis]
price = "${plain(price)} STOS"
stage = ${stage}

[record]
every = 1
series = ["settled_nodes", "carried", "traffic_reward", "mining_reward", "price"]

[[resource_nodes]]
count = ${nodes}
deposit = "${plain(deposit)} STOS"
capacity_distribution = "${capacities[capacity]}"

[[meta_nodes]]
count = 20
deposit = "${plain(deposit)} STOS"

[[validators]]
count = 50
self = "${plain(deposit)} STOS"

[[demand]]
level = "${plain(demand)} STOS"
${growing}consume = ${plain(consumed)}
spread = "${noises[noise]}"
`;
}

function plain(value: number): string {
  return value.toFixed(6).replace(/\.?0+$/, "");
}
