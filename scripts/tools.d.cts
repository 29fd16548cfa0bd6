export interface RunOptions {
	cwd?: string;
	env?: NodeJS.ProcessEnv;
	logFile?: string;
	onLine?: (line: string) => void;
	/** Who runs it; left out: whoever runs us. */
	user?: { uid: number; gid: number };
}
export interface RunResult {
	code: number;
	output: string;
}
export type Note = (text: string) => void;

export class Stop extends Error {}
export function report(error: unknown): void;
export function step<T>(label: string, work: (note: Note) => Promise<T> | T): Promise<T>;
export function run(command: string, args: string[], options?: RunOptions): Promise<RunResult>;
export function checkNetwork(root: string): Promise<void>;
export function checkDisk(dir: string, gigabytes: number): void;
export function checkCompiler(env?: NodeJS.ProcessEnv): void;
export function npmStop(what: string, result: RunResult, logFile: string): Stop;
export function installLocked(dir: string, options: { logFile: string; note?: Note }): Promise<void>;
