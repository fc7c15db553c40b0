#!/usr/bin/env python3
"""The visit planner against its marks: bench/planner.py INSTANCES [--kith PROGRAM] [--seeds 3] [--only WORDS] [--share 1.0]

INSTANCES is a folder with published instances: solomon/*.txt, gh1000/*.vrp with *.sol, hhcrsp/*.json with
published/mankowska_best.md, care-day/day3000.json, vroom-BKS.json, and osm/*.osm.pbf. Every answer goes through `kith plan
check`, which shares no line with the solver. Times are CPU-seconds of the whole process. PyVRP and VROOM run beside it on
what they can express, when they are installed (pip install pyvrp pyvroom). It prints Markdown; what it does meanwhile goes to
standard error. Nothing is tuned to an instance or a name: the program sees the file and the time.
"""
import argparse
import concurrent.futures
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import beside
import made_up


class Refused(Exception):
    """The program gave no answer, or the checker refused it."""


class Bench:
    def __init__(self, asked):
        self.asked = asked
        self.folder = Path(asked.instances)
        self.out = Path(tempfile.mkdtemp(prefix="kith-plans-"))

    def wants(self, what):
        return not self.asked.only or self.asked.only in what

    def row(self, what, mark, figure, met=None):
        said = {True: "yes", False: "NO", None: "–"}[met]
        print(f"| {what} | {mark} | {figure} | {said} |", flush=True)

    def tell(self, *words):
        print(" ", *words, file=sys.stderr, flush=True)

    def run(self, *words):
        """Runs `kith plan`; its output, and what the process took: CPU-seconds, seconds, megabytes."""
        begun = time.monotonic()
        process = subprocess.Popen(
            [self.asked.kith, "plan", *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        said, trouble = process.stdout.read(), process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        took = {
            "cpu": used.ru_utime + used.ru_stime,
            "seconds": time.monotonic() - begun,
            "megabytes": used.ru_maxrss / 1024,
        }
        # An answer that is not sound ends `check` with 1 and a report of what is wrong.
        if process.returncode != 0 and not (words[0] == "check" and said):
            raise Refused(f"kith plan {' '.join(map(str, words))}: {trouble.strip()}")
        return said, took

    def checked(self, instance, answer, form):
        said, _ = self.run("check", instance, answer, "--format", form, "--json")
        report = json.loads(said)
        if report["faults"]:
            raise Refused(f"{instance.name}: the checker refuses the answer: {report['faults'][:3]}")
        return report

    def solved(self, instance, form, seconds, seed, threads=1):
        """The checker's report on an answer, what it took, and how it went: lines of time and costs."""
        answer, course = self.out / f"{instance.stem}-{seed}.answer", self.out / f"{instance.stem}-{seed}.course"
        words = ["solve", instance, "--format", form, "--cpu-seconds", seconds * self.asked.share, "--seed", seed]
        words += ["--threads", threads, "--out", answer, "--progress", course, "--json"]
        _, took = self.run(*words)
        return self.checked(instance, answer, form), took, [json.loads(line) for line in course.read_text().splitlines()]

    def seeds(self, instance, form, seconds):
        """The checker's costs over the seeds."""
        return [self.solved(instance, form, seconds, seed)[0]["cost"]["value"] for seed in range(1, self.asked.seeds + 1)]

    def mankowska(self):
        """The home-care instances of Mankowska, Meisel and Bierwirth, against the best published files."""
        rows = (self.folder / "hhcrsp/published/mankowska_best.md").read_text().splitlines()
        cells = [[cell.strip() for cell in row.split("|")] for row in rows]
        published = {row[1]: float(row[5]) for row in cells if len(row) > 6 and row[1].endswith(".json")}
        size = lambda path: int(path.stem.split("_")[-2])
        order = lambda path: [int(part) for part in re.findall(r"\d+", path.stem)]
        instances = sorted((self.folder / "hhcrsp").glob("*.json"), key=order)
        for what, mark, few, most, seconds, met in [
            ("Mankowska, 10 to 25 patients", "equal on all in 2 s", 10, 25, 2, lambda mean, worst: worst < 0.005),
            ("Mankowska, 50 and 75 patients", "–", 50, 75, 20, lambda mean, worst: None),
            ("Mankowska, 100 to 300 patients", "mean 1.5% better in 60 s, none more than 0.5% worse", 100, 300, 60,
             lambda mean, worst: mean <= -1.5 and worst <= 0.5),
        ]:
            if not self.wants(what):
                continue
            means, worst_run = {}, -100.0
            for instance in (one for one in instances if few <= size(one) <= most):
                gaps = [100 * (cost / published[instance.name] - 1) for cost in self.seeds(instance, "hhcrsp", seconds)]
                means[instance.stem] = statistics.mean(gaps)
                worst_run = max(worst_run, *gaps)
                self.tell(instance.stem, " ".join(f"{gap:+.2f}%" for gap in gaps))
            mean, (name, worst) = statistics.mean(means.values()), max(means.items(), key=lambda item: item[1])
            figure = f"mean {mean:+.2f}%; the worst instance {worst:+.2f}% ({name}), the worst run {worst_run:+.2f}%"
            self.row(what, mark, f"{figure}; {len(means)} instances", met(mean, worst))

    def against(self, what, mark, instances, form, seconds, best, met):
        """Mean gaps to the best known costs, the program's and those of others in the same run."""
        if not self.wants(what):
            return
        gaps, others = [], {"PyVRP": [], "VROOM": []}
        for instance in instances:
            gap = lambda costs: 100 * (statistics.mean(costs) / best(instance) - 1)
            gaps.append(gap(self.seeds(instance, form, seconds)))
            said = [f"{gaps[-1]:+.2f}%"]
            for name, solver in (("PyVRP", beside.pyvrp_costs), ("VROOM", beside.vroom_costs)):
                costs = solver(instance, seconds * self.asked.share, range(1, self.asked.seeds + 1))
                if costs:
                    others[name].append(gap(costs))
                    said.append(f"{name} {others[name][-1]:+.2f}%")
            self.tell(instance.stem, *said)
        mean = statistics.mean(gaps)
        told = "".join(f"; {name} {statistics.mean(its):.2f}%" for name, its in others.items() if its)
        figure = f"{mean:.2f}%, the worst {max(gaps):.2f}%{told}; {len(gaps)} instances"
        self.row(what, mark, figure, met(mean, others["PyVRP"]))

    def windows(self):
        """Vehicles with time windows: Solomon, and Gehring and Homberger with 1,000 customers."""
        known = json.loads((self.folder / "vroom-BKS.json").read_text())
        solomon = lambda path: known[f"{path.stem}_distance"]["best_known_cost"]
        solution = lambda path: float(path.with_suffix(".sol").read_text().split("Cost")[1])
        self.against("Solomon, mean gap to the best known", "0.3% in 10 s", sorted((self.folder / "solomon").glob("*.txt")),
                     "solomon", 10, solomon, lambda mean, _: mean <= 0.3)
        self.against("Gehring-Homberger, 1,000 customers", "3% in 60 s, no worse than PyVRP",
                     sorted((self.folder / "gh1000").glob("*.vrp")), "vrplib", 60, solution,
                     lambda mean, pyvrp: mean <= 3 and (not pyvrp or mean <= statistics.mean(pyvrp)))

    def day(self):
        """A made-up county's day with visits of two and gaps."""
        what = "a day of 2,905 visits"
        if not self.wants(what):
            return
        instance = self.folder / "care-day/day3000.json"
        runs = [self.solved(instance, "care-day", 20, seed) for seed in range(1, self.asked.seeds + 1)]
        unserved = [report["visits"] - report["served"] for report, _, _ in runs]
        late, travel = [max(cost(report, of) for report, _, _ in runs) / 3600 for of in ("late", "travel")]
        memory = max(took["megabytes"] for _, took, _ in runs)
        first = max(course[0]["cpu_seconds"] for _, _, course in runs)
        figure = f"{max(unserved)} unserved, {travel:.1f} h of travel, {late:.2f} h late, {memory:.0f} MB, first plan after {first:.1f} s"
        met = max(unserved) == 0 and travel <= 266.5 and memory < 200 and first <= 2
        self.row(what, "0 unserved, 266.5 h in 20 s, 200 MB, first plan in 2 s", figure + " (worst of the seeds)", met)
        relaxed = beside.vroom_day(instance)
        if relaxed:
            figure = "{unserved} unserved, {hours:.1f} h of travel, {cpu:.0f} CPU-seconds"
            self.row(what + ", VROOM, without pairs and gaps", "–", figure.format(**relaxed))

    def replan(self):
        """Somebody is ill: forty times, each another worker of the same live plan."""
        what = "replan after a sick call"
        if not self.wants(what):
            return
        instance = self.folder / "care-day/day3000.json"
        day = json.loads(instance.read_text())
        self.solved(instance, "care-day", 20, 1)
        live = self.out / f"{instance.stem}-1.answer"
        before = stops(json.loads(live.read_text()))
        busy = sorted({worker for workers in before.values() for worker, _ in workers}, key=int)
        seconds, cpu, moved, lost = [], [], [], []
        for worker in busy[:: max(1, len(busy) // 40)][:40]:
            again = self.out / "again.answer"
            words = ["replan", instance, live, "--format", "care-day", "--ill", worker, "--now", "05:00"]
            _, took = self.run(*words, "--out", again)
            without = {**day, "workers": [one for one in day["workers"] if str(one["id"]) != worker]}
            smaller = self.out / "without.json"
            smaller.write_text(json.dumps(without))
            report = self.checked(smaller, again, "care-day")
            after = stops(json.loads(again.read_text()))
            others = {visit: at for visit, at in before.items() if all(who != worker for who, _ in at)}
            changed = sum(not same(at, after.get(visit)) for visit, at in others.items())
            seconds.append(took["seconds"])
            cpu.append(took["cpu"])
            moved.append(100 * changed / len(others))
            lost.append(report["visits"] - report["served"])
            self.tell(f"worker {worker}: {took['seconds']:.2f} s, {took['cpu']:.2f} CPU-s, {changed} others moved, {lost[-1]} unserved")
        late = percentile(seconds, 95)
        figure = f"{late:.2f} s of the whole program at 95 of 100 ({percentile(cpu, 95):.2f} CPU-seconds), {max(moved):.2f}% of others moved at most, {sum(lost)} visits lost in {len(lost)} calls"
        self.row(what, "1 s at 95 of 100, at most 3% of others moved", figure, late <= 1.0 and max(moved) <= 3)

    def week(self):
        """40,000 visits of a week for 36 providers, two at a time."""
        what = "a week of 40,000 visits for 36 providers"
        if not self.wants(what):
            return
        weeks = [self.out / f"week-{n}.json" for n in range(36)]
        for n, path in enumerate(weeks):
            path.write_text(json.dumps(made_up.week(1000 + n, 1111)))
        begun = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            runs = list(pool.map(lambda path: self.solved(path, "kith", 20, 1), weeks))
        took = time.monotonic() - begun
        visits = sum(report["visits"] for report, _, _ in runs)
        unserved = visits - sum(report["served"] for report, _, _ in runs)
        figure = f"{took / 60:.1f} minutes on {os.cpu_count()} cores, reading and checking included; {unserved} of {visits} unserved"
        self.row(what, "15 minutes", figure, took <= 900)

    def growth(self):
        """Made-up days of growing size."""
        for visits, seconds in [(100, 5), (300, 10), (1000, 20), (3000, 40), (10000, 120)]:
            what = f"growth, {visits:,} visits"
            if not self.wants(what):
                continue
            firsts, nears, megabytes, unserved = [], [], [], []
            for seed in range(1, self.asked.seeds + 1):
                path = self.out / f"day-{visits}-{seed}.json"
                path.write_text(json.dumps(made_up.day(seed, visits)))
                report, took, course = self.solved(path, "kith", seconds, seed)
                last = course[-1]["costs"]
                near = next(step for step in course if step["costs"][:2] == last[:2] and step["costs"][-1] <= 1.02 * last[-1])
                firsts.append(course[0]["cpu_seconds"])
                nears.append(near["cpu_seconds"])
                megabytes.append(took["megabytes"])
                unserved.append(report["visits"] - report["served"])
            middle = statistics.median
            figure = f"first plan after {middle(firsts):.2f} s, within 2% of its best after {middle(nears):.1f} of {seconds} s, {middle(megabytes):.0f} MB, {middle(unserved)} unserved"
            self.row(what, "–", figure)

    def matrix(self):
        """Travel times along the roads of a map between 3,000 places."""
        for path in sorted((self.folder / "osm").glob("*.osm.pbf")):
            what = f"travel matrix, {path.name}"
            if not self.wants(what):
                continue
            places = self.places_on(path, 3000)
            took = [self.run("matrix", path, places, "--out", self.out / "matrix.csv")[1] for _ in range(self.asked.seeds)]
            figure = f"{statistics.median(one['cpu'] for one in took):.2f} CPU-seconds of the whole program, map read and table written; {max(one['megabytes'] for one in took):.0f} MB"
            self.row(what, "–", figure)

    def places_on(self, path, count):
        """A file of places near the roads of a map: those that the program says are off it are drawn anew beside others."""
        file, found = self.out / "places.csv", made_up.points_around(path.name, count)
        for turn in range(300):
            file.write_text("id,lat,lon\n" + "".join(f"p{n},{lat:.6f},{lon:.6f}\n" for n, (lat, lon) in enumerate(found)))
            try:
                self.run("matrix", path, file, "--out", self.out / "matrix.csv")
                return file
            except Refused as refused:
                off = {int(number) for number in re.findall(r"Place p(\d+) lies", str(refused))}
                on = [point for n, point in enumerate(found) if n not in off]
                if not off or not on:
                    raise
                found = made_up.more_beside(on, count, turn)
        raise Refused(f"no {count} places were found near the roads of {path.name}")

    def all(self):
        cores = f"{os.cpu_count()} cores ({processor()})"
        print(f"{time.strftime('%d %B %Y')}, {cores}, {platform.platform()}, {self.asked.seeds} seeds, load {os.getloadavg()[0]:.1f}.\n")
        print("| measure | mark | measured | met |\n|---|---|---|---|", flush=True)
        for measure in (self.day, self.replan, self.growth, self.week, self.windows, self.mankowska, self.matrix):
            measure()


def cost(report, of):
    """One of the checker's costs."""
    return next(one["value"] for one in report["costs"] if one["of"] == of)


def stops(answer):
    """Who begins which visit when."""
    found = {}
    for round_ in answer["rounds"]:
        for stop in round_["stops"]:
            if "visit" in stop:
                found.setdefault(stop["visit"], []).append((round_["worker"], stop["begins"]))
    return {visit: sorted(at) for visit, at in found.items()}


def same(before, after):
    """Whether the same workers come, within the quarter of an hour that does not count as moved."""
    return after is not None and len(before) == len(after) and all(
        who == then and abs(begins - again) <= 900 for (who, begins), (then, again) in zip(before, after)
    )


def percentile(values, of_100):
    return sorted(values)[min(len(values) - 1, len(values) * of_100 // 100)]


def processor():
    try:
        return next(line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("instances")
    parser.add_argument("--kith", default="target/release/kith")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--only", default="", help="only measures with these words in their name")
    parser.add_argument("--share", type=float, default=1.0, help="so much of the time of each run, for a quick look")
    Bench(parser.parse_args()).all()


if __name__ == "__main__":
    main()
