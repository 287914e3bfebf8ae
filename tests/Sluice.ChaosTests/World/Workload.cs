using System.Collections.Concurrent;
using Amazon.S3;
using Amazon.S3.Model;
using Sluice.Sandbox;

namespace Sluice.ChaosTests.World;

/// <summary>Keeps uploading, so that there is always something under way that a fault can meet.</summary>
internal sealed class Workload : IDisposable
{
    private const int AtOnce = 3;
    private const int FirstObjects = 40;
    private const int ObjectsPerFault = 6;

    // With so many visible messages the agents have enough to do.
    private const int EnoughVisible = 30;

    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(250);

    private readonly LocalCloud _cloud;
    private readonly Queues _queues;
    private readonly TimeProvider _time;
    private readonly IAmazonS3 _s3;
    private readonly List<ConcurrentQueue<SourceObject>> _sources;
    private readonly IReadOnlyList<SourceObject> _all;
    private readonly ConcurrentDictionary<int, Upload> _current = new();
    private readonly ConcurrentDictionary<int, bool> _overwriting = new();
    private readonly ConcurrentQueue<Upload> _uploads = new();
    private int _next;

    public Workload(LocalCloud cloud, Queues queues, IReadOnlyList<SourceObject> sources, TimeProvider time)
    {
        _cloud = cloud;
        _queues = queues;
        _time = time;
        _all = sources;
        _s3 = cloud.CreateS3Client();

        // What overwrites comes from the end, so that neither runs into the other.
        _sources = [.. Enum.GetValues<ChaosTable>().Select(table => new ConcurrentQueue<SourceObject>(
            sources.Skip(sources.Count - Reserve(sources.Count)).Where(source => source.Table == table)))];
    }

    /// <summary>Everything that was uploaded, in order.</summary>
    public IReadOnlyCollection<Upload> Uploads => _uploads;

    /// <summary>How many files a run of that many faults may need.</summary>
    public static int FilesFor(int faults) => (FirstObjects * 3) + (ObjectsPerFault * 2 * faults);

    public void Dispose() => _s3.Dispose();

    /// <summary>Uploads until told to stop.</summary>
    /// <param name="injected">How many faults there have been: the objects keep pace with them.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(Func<int> injected, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(_tick, _time);
        while (await timer.WaitForNextTickAsync(stop))
        {
            var visible = (await _queues.DepthAsync(stop)).Visible;
            var allowed = FirstObjects + (ObjectsPerFault * injected());
            if (visible < EnoughVisible && _uploads.Count < allowed)
            {
                await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => UploadNextAsync()));
            }
            else if (visible == 0)
            {
                // A fault may be waiting for just one more object.
                await UploadNextAsync();
            }
        }
    }

    /// <summary>Whether there is other content for that object, which has not been overwritten yet.</summary>
    public bool CanOverwrite(int number) =>
        _current.TryGetValue(number, out var upload) && !_overwriting.ContainsKey(number) && !_sources[(int)upload.Source.Table].IsEmpty;

    /// <summary>Puts other content under an object's key.</summary>
    public async Task OverwriteAsync(int number)
    {
        var upload = _current[number];
        if (_overwriting.TryAdd(number, true) && _sources[(int)upload.Source.Table].TryDequeue(out var source))
        {
            upload.IsOverwritten = true;
            await PutAsync(upload.Key, source);
        }
    }

    private static int Reserve(int sources) => sources / 6;

    private async Task UploadNextAsync()
    {
        var number = Interlocked.Increment(ref _next) - 1;
        if (number < _all.Count - Reserve(_all.Count))
        {
            var source = _all[number];
            _current[source.Number] = await PutAsync(TableNames.Key(source.Table, source.Number), source);
        }
        else if (_current.Values.FirstOrDefault(upload => _overwriting.TryAdd(upload.Source.Number, true)) is { } known)
        {
            // Out of files: the same content once more, which is not to be overwritten then.
            await PutFileAsync(known.Key, known.Source);
        }
    }

    private async Task<Upload> PutAsync(string key, SourceObject source)
    {
        var upload = new Upload(key, source, await PutFileAsync(key, source));
        _uploads.Enqueue(upload);
        return upload;
    }

    private async Task<string> PutFileAsync(string key, SourceObject source)
    {
        // Always to its end: half of an upload would be an object that nobody knows of.
        var answer = await _s3.PutObjectAsync(
            new PutObjectRequest { BucketName = _cloud.Bucket, Key = key, FilePath = source.Path }, CancellationToken.None);
        return answer.ETag.Trim('"');
    }
}
