using System.Diagnostics;

namespace Sluice.Sandbox.Processes;

/// <summary>
/// A shell process that outlives a crash of ours: at the end of its input it waits for our children, kills those that remain and
/// removes the sandbox's directory. An ordinary stop uses it too, so the directory is removed in one place.
/// </summary>
internal sealed class Reaper : IAsyncDisposable
{
    // Each line of input is "+pid" for a child started or "-pid" for one that has ended.
    private const string Script =
        """
        trap '' INT TERM HUP
        children=' '
        while read -r line; do
          pid=${line#?}
          case $line in
            +*) children="$children$pid " ;;
            -*)
              case $children in
                *" $pid "*) children="${children%% $pid *} ${children#* $pid }" ;;
              esac
              ;;
          esac
        done
        await() {
          tries=0
          while [ $tries -lt 40 ]; do
            alive=
            for pid in $children; do kill -0 "$pid" 2>/dev/null && alive=1; done
            [ -z "$alive" ] && break
            sleep 0.2
            tries=$((tries + 1))
          done
        }
        await
        for pid in $children; do kill -9 "$pid" 2>/dev/null; done
        await
        rm -rf -- "$1"
        """;

    private const string SetSid = "/usr/bin/setsid";

    // It gives the children 8 s twice, and has a directory to remove then: killed amid that it would leave what it is there to remove.
    private static readonly TimeSpan _stopGrace = TimeSpan.FromSeconds(60);

    private readonly ChildProcess _shell;
    private readonly Lock _gate = new();

    private Reaper(ChildProcess shell) => _shell = shell;

    public int Id => _shell.Id;

    public static Reaper Start(string directory)
    {
        // In a session of its own, so that not even a signal to the whole process group reaches it.
        string[] shell = ["/bin/sh", "-c", Script, "sluice-reaper", directory];
        var info = File.Exists(SetSid) ? new ProcessStartInfo(SetSid, shell) : new ProcessStartInfo(shell[0], shell[1..]);
        info.WorkingDirectory = "/";
        info.Environment["PATH"] = "/usr/bin:/bin";
        return new Reaper(ChildProcess.Start(info, stopGrace: _stopGrace));
    }

    public void Watch(int processId) => Tell('+', processId);

    public void Forget(int processId) => Tell('-', processId);

    public ValueTask DisposeAsync() => _shell.DisposeAsync();

    private void Tell(char verb, int processId)
    {
        lock (_gate)
        {
            try
            {
                _shell.Input.WriteLine($"{verb}{processId}");
                _shell.Input.Flush();
            }
            catch (IOException)
            {
                // Somebody killed it. The children still end with their input; only the directory may stay.
            }
        }
    }
}
