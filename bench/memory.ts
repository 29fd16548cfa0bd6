import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const EVERY_MS = 200;

export interface MemorySample {
	/** n8n's main process, in MB. */
	main: number;
	/** With its children: the task runner. */
	all: number;
}

/** Samples the resident memory of n8n and its task runner (they are one process group). */
export class MemoryMeter {
	private peak: MemorySample = { main: 0, all: 0 };
	private readonly timer: NodeJS.Timeout;

	constructor(private readonly pid: number) {
		// Makes the kernel forget the highest mark so far; the samples do without where that is not allowed.
		try {
			writeFileSync(`/proc/${pid}/clear_refs`, '5');
		} catch {
			/* no right to */
		}
		this.timer = setInterval(() => this.now(), EVERY_MS);
	}

	now(): MemorySample {
		const members = groupOf(this.pid);
		const sizes = members.map((pid) => [pid, megabytes(pid, 'VmRSS')] as const);
		const sample = {
			main: sizes.find(([pid]) => pid === this.pid)?.[1] ?? 0,
			all: sizes.reduce((sum, [, size]) => sum + size, 0),
		};
		this.peak = { main: Math.max(this.peak.main, sample.main), all: Math.max(this.peak.all, sample.all) };
		return sample;
	}

	/** The highest since the start; of the main process as the kernel has noted it, samples missing nothing there. */
	stop(): MemorySample {
		clearInterval(this.timer);
		this.now();
		const main = Math.max(this.peak.main, megabytes(this.pid, 'VmHWM'));
		return { main, all: this.peak.all + main - this.peak.main };
	}
}

function groupOf(leader: number): number[] {
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.map(Number)
		.filter((pid) => processGroup(pid) === leader);
}

/** Third field after the command's name, which is in brackets and may hold anything. */
function processGroup(pid: number): number {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
	} catch {
		return 0;
	}
}

function megabytes(pid: number, field: 'VmRSS' | 'VmHWM'): number {
	try {
		const found = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
		return Math.round(Number(found?.[1] ?? 0) / 1024);
	} catch {
		return 0;
	}
}
