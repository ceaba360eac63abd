package run.edges.companion.server.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import run.edges.companion.protocol.api.WorkspaceBody;
import run.edges.companion.protocol.api.WorkspaceBody.Role;
import run.edges.companion.protocol.secret.SecretAccess;

/** {@code workspace show|create} and {@code workspace member list|add|update|invite|remove}. */
@Command(
    name = "workspace",
    mixinStandardHelpOptions = true,
    description = "The workspace, its members, and new workspaces on this server.",
    subcommands = {
      WorkspaceCommand.Show.class,
      WorkspaceCommand.Create.class,
      WorkspaceCommand.Member.class
    })
final class WorkspaceCommand {
  private WorkspaceCommand() {}

  @Command(name = "show", mixinStandardHelpOptions = true, description = "Show the workspace.")
  static final class Show extends ApiCommand {
    @Override
    public void run() {
      printAll(client().workspaces(), "No workspace.", "uid", "name");
    }
  }

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Create a workspace and print its first API key, which is shown only now.")
  static final class Create extends ApiCommand {
    @Parameters(paramLabel = "NAME", description = "Name, at least 3 characters.")
    private String name = "";

    @Override
    public void run() {
      WorkspaceBody.Created created = client().createWorkspace(new WorkspaceBody.New(name));
      print(created, KeyCommand.shown(created.apiKey()));
    }
  }

  @Command(
      name = "member",
      mixinStandardHelpOptions = true,
      description = "Members: the people who operate the workspace.",
      subcommands = {ListAll.class, Add.class, Update.class, Invite.class, Remove.class})
  static final class Member {
    private Member() {}
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "List the members.")
  static final class ListAll extends ApiCommand {
    @Override
    public void run() {
      printAll(client().members(), "No members.", "uid", "name", "role", "created_at");
    }
  }

  @Command(name = "add", mixinStandardHelpOptions = true, description = "Add a member.")
  static final class Add extends ApiCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "Name, at least 3 characters.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "ROLE", description = "${COMPLETION-CANDIDATES}")
    private Role role = Role.USER;

    @Override
    public void run() {
      WorkspaceBody.Member member = client().createMember(new WorkspaceBody.NewMember(name, role));
      print(member, member.uid());
    }
  }

  @Command(name = "update", mixinStandardHelpOptions = true, description = "Change a member.")
  static final class Update extends ApiCommand {
    @Parameters(index = "0", paramLabel = "MEMBER", description = "uid of the member.")
    private String member = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "Name, at least 3 characters.")
    private String name = "";

    @Parameters(index = "2", paramLabel = "ROLE", description = "${COMPLETION-CANDIDATES}")
    private Role role = Role.USER;

    @Override
    public void run() {
      WorkspaceBody.Member updated =
          client().updateMember(member, new WorkspaceBody.NewMember(name, role));
      print(updated, updated.uid() + " " + updated.role());
    }
  }

  @Command(
      name = "invite",
      mixinStandardHelpOptions = true,
      description =
          "Print a link by which a member gets into the dashboard, or back into it after losing password and passkey. It works once, for seven days; the one before is void.")
  static final class Invite extends ApiCommand {
    @Parameters(paramLabel = "MEMBER", description = "uid of the member.")
    private String member = "";

    @Override
    public void run() {
      WorkspaceBody.Invitation invitation = client().inviteMember(member);
      print(invitation, invitation.url().reveal(SecretAccess.granted()));
    }
  }

  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Remove a member; their API keys are revoked.")
  static final class Remove extends ApiCommand {
    @Parameters(paramLabel = "MEMBER", description = "uid of the member.")
    private String member = "";

    @Override
    public void run() {
      client().removeMember(member);
      out().println("Removed.");
    }
  }
}
