export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process answers */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the node accepts messages */
        get: operations["ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The status of the node */
        get: operations["status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plugins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The plugins in use, in the order of their setup */
        get: operations["listPlugins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics for Prometheus, if the plugin metrics is in use */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Some of the queued messages, oldest first, without those in flight */
        get: operations["listMessages"];
        put?: never;
        /**
         * Puts messages in the queue
         * @description One message as JSON; or one on each line as application/x-ndjson: while the queue is full, the node does not read on. Numbers keep all their digits.
         */
        post: operations["sendMessages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happens at the node, as it happens */
        get: operations["events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What each tap of a plugin does to each message */
        get: operations["trace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/peers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The known peers */
        get: operations["listPeers"];
        put?: never;
        /** Adds a peer with status `new`, unless it is known */
        post: operations["addPeer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/peers/announce": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Announces the node to a peer, and adds the peer if it answers 200 */
        post: operations["announce"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/peers/ignore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ignores a peer: sends nothing to it and refuses what it sends */
        post: operations["ignorePeer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/peers/unignore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops ignoring a peer */
        post: operations["unignorePeer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The config that the node uses, masked, and where each value comes from */
        get: operations["getConfig"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/config/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What an edit would change in the config file */
        post: operations["previewEdit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/config/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Writes an edit into the config file, and takes it over */
        post: operations["applyEdit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/login-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a code for one login of a page in a browser. Needs the token */
        post: operations["makeLoginCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchanges a login code for a session */
        post: operations["openSession"];
        /** Ends the session */
        delete: operations["closeSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A problem (RFC 9457). */
        Problem: {
            /** @description Identifies the kind of the problem. */
            type: string;
            /** @description What the code means. */
            title: string;
            status: number;
            /** @description What is wrong here. */
            detail: string;
            /** @description A code of docs/errors.md: ERR_CLACKS_…. */
            code?: string;
            /** @description What to do about it. */
            remedy?: string;
            /** @description For an invalid config, each issue. */
            issues?: unknown[];
        };
        Address: {
            hostname: string;
            port: number;
        };
        Plugin: {
            id: string;
            name: string;
            version?: string;
            /** @enum {string} */
            state: "active" | "quarantined";
            /** @description Calls of its taps. */
            calls: number;
            /** @description How many of the calls failed. */
            failures: number;
            /** @description Time spent in its taps. */
            milliseconds: number;
            /** @description What keeps it from doing its work. */
            problem?: {
                text?: string;
                isOver?: boolean;
            };
        };
        Peer: {
            /** @description SHA-256 of host name and port, lower-case hex. */
            identifier: string;
            hostname: string;
            port: number;
            /** @enum {string} */
            status: "new" | "alive" | "lost" | "dead" | "ignored";
            /** @description When the status last changed: milliseconds since 1970. */
            time?: number;
            /** @description Why it could not be reached the last time. */
            lastError?: string;
            /** @description The pinned key: SHA-256 of the public key, lower-case hex. */
            key?: string;
        };
        Status: {
            /** @description The version of clacks. */
            version: string;
            pid: number;
            /** @description `host:port`; missing while the node starts. */
            address?: string;
            /** @description SHA-256 of the own public key, lower-case hex. */
            fingerprint?: string;
            /** @description The certificate that the node shows (PEM). */
            certificate?: string;
            /** @description The config file; missing if the node runs on defaults. */
            config?: string;
            /** @description Milliseconds since the node was started. */
            uptime: number;
            /** @description Messages a second; null for no limit. */
            sendrate: number | null;
            statistics: {
                received?: number;
                enqueued?: number;
                sent?: number;
                failed?: number;
                discarded?: number;
                refused?: number;
                queued?: number;
                queuedBytes?: number;
                inFlight?: number;
            };
            /** @description The number of peers by status. */
            peers: {
                new?: number;
                alive?: number;
                lost?: number;
                dead?: number;
                ignored?: number;
            };
            plugins: components["schemas"]["Plugin"][];
            /** @description Open event streams of the gateway. */
            watchers: number;
            /** @description Whether the gateway refuses to change anything. */
            readOnly: boolean;
        };
        Queued: {
            /** @description Messages that are in the queue now. */
            queued: number;
            /** @description The first messages that were refused. */
            refused: {
                /** @description From 1. */
                line: number;
                code: string;
                reason: string;
            }[];
            /** @description How many were refused. */
            refusedCount: number;
        };
        Config: {
            /** @description The config file; missing if the node runs on defaults. */
            file?: string;
            stateFolder: string;
            /** @description Stands for the text of the file. */
            revision?: string;
            settings: {
                path: (string | number)[];
                name: string;
                value?: unknown;
                origin: {
                    /** @enum {string} */
                    kind: "file" | "preset" | "environment" | "default";
                    file?: string;
                    line?: number;
                    variable?: string;
                    valueFile?: string;
                };
            }[];
            plugins: {
                id: string;
                /** @description The name or path in the config. */
                plugin: string;
                /** @description Whether the node uses it. */
                enabled: boolean;
                options: {
                    [key: string]: unknown;
                };
                values: {
                    path: (string | number)[];
                    name: string;
                    value?: unknown;
                    origin: {
                        /** @enum {string} */
                        kind: "file" | "preset" | "environment" | "default";
                        file?: string;
                        line?: number;
                        variable?: string;
                        valueFile?: string;
                    };
                }[];
                origin: {
                    /** @enum {string} */
                    kind: "file" | "preset" | "environment" | "default";
                    file?: string;
                    line?: number;
                    variable?: string;
                    valueFile?: string;
                };
                /** @description JSON Schema (draft 7) of the options. */
                schema?: {
                    [key: string]: unknown;
                };
            }[];
        };
        Edit: {
            /** @enum {string} */
            action: "add";
            /** @description A name or a path. */
            plugin: string;
            options?: {
                [key: string]: unknown;
            };
            id?: string;
        } | {
            /** @enum {string} */
            action: "remove";
            id: string;
        } | {
            /** @enum {string} */
            action: "enable" | "disable";
            id: string;
        } | {
            /** @enum {string} */
            action: "configure";
            id: string;
            changes: {
                path: (string | number)[];
                /** @description Left out: the value is removed, so that the default holds again. */
                value?: unknown;
            }[];
        } | {
            /** @enum {string} */
            action: "set";
            changes: {
                path: (string | number)[];
                /** @description Left out: the value is removed, so that the default holds again. */
                value?: unknown;
            }[];
        };
        Preview: {
            file: string;
            /** @description Pass it to apply: that fails if the file was changed since. */
            revision: string;
            /** @description A unified diff with secrets masked; empty if nothing changes. */
            diff: string;
        };
        Applied: {
            file: string;
            /** @description Pass it to apply: that fails if the file was changed since. */
            revision: string;
            /** @description A unified diff with secrets masked; empty if nothing changes. */
            diff: string;
            reload: {
                added?: string[];
                replaced?: string[];
                removed?: string[];
                changed?: string[];
                peers?: string[];
                restart?: string[];
            };
        };
        Readiness: {
            ready: boolean;
            /** @description Why nothing would be accepted. */
            reason?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ok";
                    };
                };
            };
        };
    };
    ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description It does not, for now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
    status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The status. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPlugins: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Their state and statistics. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        plugins: components["schemas"]["Plugin"][];
                    };
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metrics. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    listMessages: {
        parameters: {
            query?: {
                /** @description At most so many. */
                limit?: number;
                /** @description Leaves out so many at the beginning. */
                skip?: number;
                /** @description `text`: a message is a string that holds its JSON, with all digits of its numbers (a browser would round them). */
                form?: "json" | "text";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Up to `limit` messages, at most about 1 MiB. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The length of the queue. */
                        total: number;
                        /** @description Oldest first. */
                        messages: unknown[];
                    };
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sendMessages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": unknown;
                "application/x-ndjson": unknown;
            };
        };
        responses: {
            /** @description The messages are in the queue. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queued"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    events: {
        parameters: {
            query?: {
                /** @description Only these events: names, separated by commas. */
                events?: string;
                /** @description Only events with this peer: `host:port`. */
                peer?: string;
                /** @description Only events whose message contains this text. */
                match?: string;
                /** @description `text`: a message is a string that holds its JSON, with all digits of its numbers (a browser would round them). */
                form?: "json" | "text";
            };
            header?: {
                /** @description The id of the last event received. */
                "last-event-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events. First `subscribed`; `skipped` says how many events were left out because the client reads too slowly. `id` of an event goes into `Last-Event-ID` to continue after it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
        };
    };
    trace: {
        parameters: {
            query?: {
                /** @description Only taps of the plugin with this id. */
                plugin?: string;
                /** @description Only taps of this hook. */
                hook?: string;
                /** @description Only messages that contain this text. */
                match?: string;
                /** @description `text`: a message is a string that holds its JSON, with all digits of its numbers (a browser would round them). */
                form?: "json" | "text";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events. First `subscribed`; `skipped` says how many events were left out because the client reads too slowly. `id` of an event goes into `Last-Event-ID` to continue after it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
        };
    };
    listPeers: {
        parameters: {
            query?: {
                /** @description At most so many. */
                limit?: number;
                /** @description Leaves out so many at the beginning. */
                skip?: number;
                status?: "new" | "alive" | "lost" | "dead" | "ignored";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Up to `limit` peers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description How many there are with this status. */
                        total: number;
                        peers: components["schemas"]["Peer"][];
                    };
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addPeer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Address"];
            };
        };
        responses: {
            /** @description The peer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Peer"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    announce: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Address"];
            };
        };
        responses: {
            /** @description Whether the peer answered 200. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        accepted: boolean;
                    };
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ignorePeer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Address"];
            };
        };
        responses: {
            /** @description The peer is ignored. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unignorePeer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Address"];
            };
        };
        responses: {
            /** @description Whether it was ignored. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changed: boolean;
                    };
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConfig: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The config. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Config"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    previewEdit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    edit: components["schemas"]["Edit"];
                };
            };
        };
        responses: {
            /** @description The change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    applyEdit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    edit: components["schemas"]["Edit"];
                    /** @description Pass it to apply: that fails if the file was changed since. */
                    revision?: string;
                };
            };
        };
        responses: {
            /** @description What was changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Applied"];
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    makeLoginCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The code. It works once, within a minute. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description To be exchanged once at POST /v1/session. */
                        code: string;
                        /** @description Milliseconds since 1970. */
                        expires: number;
                    };
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                    /**
                     * @description Whether the session is a cookie; otherwise it is in the answer, as a token.
                     * @default true
                     */
                    cookie?: boolean;
                };
            };
        };
        responses: {
            /** @description The session. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description To be sent in the header X-Clacks-Csrf with every request that relies on the cookie. */
                        csrf?: string;
                        /** @description With `cookie: false`: to be sent as Authorization: Bearer. */
                        token?: string;
                        /** @description Milliseconds since 1970. */
                        expires: number;
                    };
                };
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    closeSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
