import { STATUS_CODES } from 'node:http';

/** What a stand-in answers; bodies are text already, so that a fault can replace them by anything. */
export interface Answer {
	status: number;
	headers: Record<string, string>;
	body: string;
}

export const json = (status: number, value: unknown): Answer => ({
	status,
	headers: { 'content-type': 'application/json; charset=utf-8' },
	body: JSON.stringify(value),
});

export const text = (status: number, body: string, type = 'text/plain; charset=utf-8'): Answer => ({
	status,
	headers: { 'content-type': type },
	body,
});

export const empty = (status: number): Answer => ({ status, headers: {}, body: '' });

export const statusText = (status: number): string => STATUS_CODES[status] ?? String(status);
