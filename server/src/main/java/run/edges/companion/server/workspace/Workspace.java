package run.edges.companion.server.workspace;

/** The customer that asks owners for access. */
public record Workspace(String uid, String name) {}
