// A crowd: members of a room that one page plays, over the room's channels, as many as are wanted. Each says where it stands,
// answers who asks for its blocks, and reports to who looks at the room, as a tab does. For rooms of difficulty 0, in which
// every proof holds, so that a script can mine.
window.crowd = (room, count, nameOf = (number) => `Node ${number}`) => {
  const rules = { proof: "classic", difficulty_bits: 0 };
  const genesis = { index: 1, hash: "399aafc5a8a2b10a516208f699a46c4346b7ba98a46adc567d3281d27e1cea73" };
  const channels = {};
  const channel = (to) => (channels[to] ??= new BroadcastChannel(to ? `tabchain/${room}/${to}` : `tabchain/${room}`));
  const everyone = channel("");
  const say = (from, to, message) => channel(to ?? "").postMessage({ v: 2, from, to, message });

  const members = Array.from({ length: count }, (_, number) => ({
    address: `tab-crowd${number}`,
    name: nameOf(number),
    chain: [genesis],
    unregistered: [],
    cut: [],
  }));
  const tip = (member) => member.chain[member.chain.length - 1];
  const weight = (member) => ({ length: member.chain.length });
  const present = (member, to) =>
    say(member.address, to, {
      Present: {
        name: member.name, rules, weight: weight(member), tip: tip(member).hash, pending: "0".repeat(16), clock: Date.now(),
      },
    });
  const report = (member, to) => {
    const others = members.filter((other) => other !== member).map((other) => other.address);
    const known = [...others, ...strangers].filter((address) => !member.unregistered.includes(address));
    // No more has room in a report.
    const registered = known.slice(0, 64);
    const seen = {
      name: member.name, length: member.chain.length, tip: tip(member).hash, mining: false, registered, cut: member.cut,
      heard: registered.map((address) => [address, 1]),
    };
    channel(to).postMessage(`${member.address} seen ${JSON.stringify(seen)}`);
  };
  // Real tabs, once they were heard.
  const strangers = new Set();
  const asked = (member, from, { request, locator, limit }) => {
    const common = locator.find(([index, hash]) => member.chain[Number(index) - 1]?.hash === hash);
    const after = common ? Number(common[0]) : 0;
    const blocks = member.chain.slice(after, after + limit).map((block) => block.text);
    say(member.address, from, { Blocks: { request, rules, weight: weight(member), after: BigInt(after), blocks } });
  };
  for (const member of members) {
    channel(member.address).onmessage = ({ data }) => {
      if (typeof data === "string") return;
      const { from, message } = data;
      if (message === "Seek") present(member, from);
      else if (message.Ask) asked(member, from, message.Ask);
      else if (message.AskTransactions) {
        const { request } = message.AskTransactions;
        say(member.address, from, { Transactions: { request, items: [], next: null } });
      }
    };
  }
  everyone.onmessage = ({ data }) => {
    if (typeof data === "string") {
      const [from, line] = data.split(" ");
      if (line === "watching") here().forEach((member) => report(member, from));
      return;
    }
    strangers.add(data.from);
    if (data.message === "Seek") here().forEach((member) => present(member));
  };

  let here = () => members;
  const digest = async (text) => {
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const play = {
    members,
    // Only the first of them are in the room.
    enter: (most) => {
      here = () => members.slice(0, most);
      here().forEach((member) => present(member));
    },
    cut: (one, other) => {
      members[one].cut.push(members[other].address);
      members[other].cut.push(members[one].address);
    },
    unregister: (one, others) => members[one].unregistered.push(...others.map((other) => members[other].address)),
    leave: (number) => {
      const staying = here().filter((member) => member !== members[number]);
      here = () => staying;
      say(members[number].address, undefined, "Leave");
    },
    mine: async (number) => {
      const member = members[number];
      const { index, hash } = tip(member);
      const reward = `{"amount": 1, "recipient": "${member.address}", "sender": "0"}`;
      const text = `{"index": ${index + 1}, "previous_hash": "${hash}", "proof": 0, "timestamp": ${
        Math.floor(Date.now() / 1000)}, "transactions": [${reward}]}`;
      member.chain = [...member.chain, { index: index + 1, hash: await digest(text), text }];
      present(member);
    },
    // Some take over the chain of another one.
    follow: (numbers, other) => {
      for (const number of numbers) {
        members[number].chain = members[other].chain;
        present(members[number]);
      }
    },
  };
  setInterval(() => here().forEach((member) => present(member)), 2000);
  return (window.crowded = play);
};
