export interface BasicCredentials {
	userName: string;
	password: string;
}

/** Decoded as UTF-8 (UC1). The first colon ends the user name. */
export function readBasic(header: string | undefined): BasicCredentials | undefined {
	const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? '')?.[1];
	if (encoded === undefined) return undefined;
	const [userName, ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
	return userName === undefined || rest.length === 0 ? undefined : { userName, password: rest.join(':') };
}
